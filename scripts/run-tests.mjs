import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { findChromium, installChromium } from './find-chromium.mjs';
import { fetchRedis, findRedis } from './find-redis.mjs';
import { ensureApp, ensureRuntime } from './prepare.mjs';
import { runNode } from './process-group.mjs';
import { addUp, readPlaywrightReport, readVitestReport } from './test-results.mjs';

/**
 * Runs everything there is and adds what each step counted to `results`. File names in `chosen` narrow it down to the
 * unit and integration tests of these files.
 */
export async function runTests(root, { signal, say, chosen, results }) {
  const runtime = await ensureRuntime(root, { signal, say });
  await ensureApp(root, runtime, { signal, say });
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), dirname(runtime), process.env.PATH].join(delimiter),
    REDIS_SERVER_PATH: findRedis() ?? (await fetchRedis({ signal, say })),
    CHROMIUM_PATH: findChromium() ?? (await installChromium({ signal, say })),
  };
  const reports = join(root, 'node_modules/.cache/test-reports');
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const run = async ([tool, ...args], options = {}) => {
    const program = join(root, 'node_modules', tool);
    const end = await runNode(runtime, [program, ...args], { cwd: root, signal, env, ...options });
    signal.throwIfAborted();
    return end;
  };
  if (chosen.length > 0) {
    results.push(await runVitest(run, root, reports, chosen));
    return;
  }
  results.push(...(await Promise.all(CHECKS.map((check) => runCheck(run, say, check)))));
  // Tests of code that does not even type-check would only bury that message.
  if (addUp(results).failed > 0) return;
  results.push(await runVitest(run, root, reports, []));
  results.push(await runPlaywright(run, env, reports));
}

const CHECKS = [
  { name: 'Types', tool: ['typescript/bin/tsc', '-b'] },
  { name: 'Lint', tool: ['@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.'] },
];

async function runCheck(run, say, { name, tool }) {
  const { code, output } = await run(tool, { isQuiet: true });
  say(`${name}: ${code === 0 ? 'ok' : `failed\n${output}`}\n`);
  return code === 0 ? { passed: 1 } : { failed: 1, reasons: [`${name}\n${output}`] };
}

async function runVitest(run, root, reports, chosen) {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(['vitest/vitest.mjs', 'run', ...reporters, ...chosen]);
  return readVitestReport(report, code, root);
}

async function runPlaywright(run, env, reports) {
  const report = join(reports, 'playwright.json');
  const { code } = await run(['@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return readPlaywrightReport(report, code);
}
