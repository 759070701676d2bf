import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { findChromium, installChromium } from './find-chromium.mjs';
import { fetchRedis, findRedis } from './find-redis.mjs';
import { ensureApp, ensureRuntime, projectRoot, say } from './prepare.mjs';
import { runNode } from './process-group.mjs';
import { SetupFailure } from './setup-failure.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';
import { addUp, formatSummary, readPlaywrightReport, readVitestReport } from './test-results.mjs';

// npm test: everything, on whatever machine. Arguments (`npm test -- bff/test/health`) choose among the unit and
// integration tests and leave out the rest.
const chosen = process.argv.slice(2);
const signal = stopOnSignals();
const reports = join(projectRoot, 'node_modules/.cache/test-reports');
const results = [];
try {
  await runEverything();
} catch (error) {
  if (!signal.aborted) results.push({ failed: 1, reasons: [explain(error)] });
}
if (signal.aborted) results.push({ failed: 1, reasons: ['The tests were stopped.'] });
const total = addUp(results);
say(formatSummary(total));
process.exitCode = signal.aborted ? 130 : Math.min(total.failed, 1);

async function runEverything() {
  const options = { signal, say };
  const runtime = await ensureRuntime(projectRoot, options);
  await ensureApp(projectRoot, runtime, options);
  const env = {
    ...process.env,
    PATH: [join(projectRoot, 'node_modules/.bin'), dirname(runtime), process.env.PATH].join(delimiter),
    REDIS_SERVER_PATH: findRedis() ?? (await fetchRedis(options)),
    CHROMIUM_PATH: findChromium() ?? (await installChromium(options)),
  };
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const run = makeRunner(runtime, env);
  if (chosen.length === 0) {
    results.push(...(await Promise.all(CHECKS.map((check) => runCheck(run, check)))));
    // Tests of code that does not even type-check would only bury that message.
    if (addUp(results).failed > 0) return;
  }
  results.push(await runVitest(run));
  if (chosen.length === 0) results.push(await runPlaywright(run));
}

const CHECKS = [
  { name: 'Types', tool: ['typescript/bin/tsc', '-b'] },
  { name: 'Lint', tool: ['@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.'] },
];

function makeRunner(runtime, env) {
  return ([tool, ...args], options = {}) =>
    runNode(runtime, [join(projectRoot, 'node_modules', tool), ...args], {
      cwd: projectRoot,
      signal,
      ...options,
      env: { ...env, ...options.env },
    });
}

async function runCheck(run, { name, tool }) {
  const { code, output } = await run(tool, { isQuiet: true });
  signal.throwIfAborted();
  say(`${name}: ${code === 0 ? 'ok' : 'failed'}\n`);
  if (code !== 0) say(output);
  return code === 0 ? { passed: 1 } : { failed: 1, reasons: [`${name}\n${output}`] };
}

async function runVitest(run) {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(['vitest/vitest.mjs', 'run', ...reporters, ...chosen]);
  signal.throwIfAborted();
  return readVitestReport(report, code, projectRoot);
}

async function runPlaywright(run) {
  const report = join(reports, 'playwright.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { code } = await run(['@playwright/test/cli.js', 'test', '--reporter=list,json'], { env });
  signal.throwIfAborted();
  return readPlaywrightReport(report, code);
}

function explain(error) {
  return error instanceof SetupFailure ? error.message : (error.stack ?? String(error));
}
