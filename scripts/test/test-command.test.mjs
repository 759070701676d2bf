import { describe, expect, test } from 'vitest';
import { endless, FakeProject } from './support/fake-project.mjs';
import { isGone, written } from './support/running-program.mjs';

const lastLine = (output) => output.trimEnd().split('\n').at(-1);
const okay = `console.log(process.argv.slice(1).join(' '));`;

const vitest = (content) => `
import { writeFileSync } from 'node:fs';
console.log('vitest got ' + process.argv.slice(2).filter((argument) => !argument.startsWith('-')).join(' '));
console.log('servers ' + [process.env.REDIS_SERVER_PATH, process.env.CHROMIUM_PATH].join(' '));
const report = process.argv.find((argument) => argument.startsWith('--outputFile.json=')).slice(18);
writeFileSync(report, ${JSON.stringify(JSON.stringify(content))});
process.exitCode = ${content.testResults.length > 0 ? 1 : 0};`;

const playwright = (expected) => `
require('node:fs').writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, JSON.stringify(
  { stats: { expected: ${expected}, skipped: 0 }, errors: [], suites: [] }));`;

const vitestReport = (testResults) => ({
  numPassedTests: 5,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults,
});

function testProject() {
  const project = new FakeProject();
  project.write('node_modules/typescript/bin/tsc', okay);
  project.write('node_modules/@biomejs/biome/bin/biome', okay);
  project.write('node_modules/vitest/vitest.mjs', vitest(vitestReport([])));
  project.write('node_modules/@playwright/test/cli.js', playwright(3));
  return project;
}

const run = (project, args = []) => {
  const env = { REDIS_SERVER_PATH: process.execPath, CHROMIUM_PATH: process.execPath };
  return project.run('test.mjs', { args, env });
};

describe('npm test', () => {
  test('builds the app, runs every step with the servers it found, and ends with the count', async () => {
    using project = testProject();
    const { code, output } = await run(project).exited;
    expect(lastLine(output)).toBe('tests: 10 passed, 0 failed, 1 skipped');
    expect(code).toBe(0);
    expect(output).toMatch(/Building the app … done/);
    expect(output).toContain(`servers ${process.execPath} ${process.execPath}`);
  });

  test('still runs the browser tests when a unit test fails, and says at the end why it failed', async () => {
    using project = testProject();
    const failure = { status: 'failed', fullName: 'adds up', failureMessages: ['expected 1 to be 2'] };
    const file = { name: project.path('bff/sum.test.ts'), status: 'failed', assertionResults: [failure] };
    project.write('node_modules/vitest/vitest.mjs', vitest(vitestReport([file])));
    const { code, output } = await run(project).exited;
    expect(output).toMatch(
      /\n1\) bff\/sum\.test\.ts > adds up\n {3}expected 1 to be 2\n\ntests: 10 passed, 1 failed, 1 skipped\n$/,
    );
    expect(code).toBe(1);
  });

  test('goes no further than types and lint when one of them fails', async () => {
    using project = testProject();
    project.write(
      'node_modules/typescript/bin/tsc',
      `console.log('order.ts: not a number'); process.exit(2);`,
    );
    const { code, output } = await run(project).exited;
    expect(output).toMatch(/\n1\) Types\n {3}order\.ts: not a number\n\ntests: 1 passed, 1 failed\n$/);
    expect(output).not.toContain('vitest got');
    expect(code).toBe(1);
  });

  test('counts a setup that fails as a failure', async () => {
    using project = testProject();
    project.write('node_modules/vite/bin/vite.js', `console.error('no such module'); process.exit(1);`);
    const { code, output } = await run(project).exited;
    expect(output).toMatch(
      /no such module\n {3}The app could not be built .*\n\ntests: 0 passed, 1 failed\n$/,
    );
    expect(code).toBe(1);
  });

  test('with a path runs only the unit and integration tests that it names', async () => {
    using project = testProject();
    const { output } = await run(project, ['bff/test/health']).exited;
    expect(output).toContain('vitest got run bff/test/health');
    expect(lastLine(output)).toBe('tests: 5 passed, 0 failed, 1 skipped');
  });

  test('that is stopped ends the step under way, and does not pass', async () => {
    using project = testProject();
    project.write('node_modules/vitest/vitest.mjs', endless(project.path('pid')));
    await using testing = run(project);
    const pid = await written(project.path('pid'));
    testing.kill('SIGTERM');
    const { code, output } = await testing.exited;
    expect(await isGone(pid)).toBe(true);
    expect(lastLine(output)).toBe('tests: 2 passed, 1 failed');
    expect(code).toBe(130);
  });
});
