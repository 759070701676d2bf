import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addUp, formatSummary, readPlaywrightReport, readVitestReport } from '../test-results.mjs';

const folder = mkdtempSync(join(tmpdir(), 'orders-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content) {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const vitestReport = (testResults) => ({
  numPassedTests: 3,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults,
});

const failed = {
  status: 'failed',
  fullName: ' money adds up',
  failureMessages: ['expected 1 to be 2\n at x'],
};

describe('the report of the unit tests', () => {
  test('gives the counts, and each failure with its file, title and message', () => {
    const file = { name: '/p/bff/money.test.ts', status: 'failed', assertionResults: [failed] };
    expect(readVitestReport(report(vitestReport([file])), 1, '/p')).toEqual({
      passed: 3,
      failed: 1,
      skipped: 2,
      reasons: ['bff/money.test.ts > money adds up\nexpected 1 to be 2\n at x'],
    });
  });

  test('counts a file that could not even be loaded as a failure', () => {
    const file = {
      name: '/p/a.test.ts',
      status: 'failed',
      message: 'Cannot find ./b.ts',
      assertionResults: [],
    };
    const { failed: count, reasons } = readVitestReport(report(vitestReport([file])), 1, '/p');
    expect([count, reasons]).toEqual([1, ['a.test.ts\nCannot find ./b.ts']]);
  });

  test('counts an exit code that no test owns up to as a failure', () => {
    expect(readVitestReport(report(vitestReport([])), 1, '/p').failed).toBe(1);
  });

  test('counts as a failure when it is missing or cut short', () => {
    expect(readVitestReport(join(folder, 'absent.json'), 0, '/p').failed).toBe(1);
    expect(readVitestReport(report('{"numPassedTests":'), 0, '/p').failed).toBe(1);
  });
});

describe('the report of the browser tests', () => {
  const spec = (title, status) => ({
    title,
    file: 'offline.spec.ts',
    tests: [
      { status, results: [{ errors: status === 'expected' ? [] : [{ message: 'locator not found' }] }] },
    ],
  });

  test('gives the counts, and each failure in whatever nesting with its message', () => {
    const inner = { title: 'without a network', specs: [spec('edits are kept', 'unexpected')] };
    const suites = [{ title: 'offline.spec.ts', specs: [spec('opens', 'expected')], suites: [inner] }];
    const content = { stats: { expected: 4, skipped: 2 }, errors: [], suites };
    expect(readPlaywrightReport(report(content), 1)).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
      reasons: ['offline.spec.ts > without a network > edits are kept\nlocator not found'],
    });
  });

  test('counts a failure outside of every test', () => {
    const content = {
      stats: { expected: 0, skipped: 0 },
      errors: [{ message: 'no tests found' }],
      suites: [],
    };
    expect(readPlaywrightReport(report(content), 1)).toMatchObject({
      failed: 1,
      reasons: ['Playwright\nno tests found'],
    });
  });
});

describe('the end of the output', () => {
  test('is the count alone when all is well', () => {
    expect(formatSummary(addUp([{ passed: 1 }, { passed: 2, failed: 0, reasons: [] }]))).toBe(
      '\ntests: 3 passed, 0 failed\n',
    );
  });

  test('has the reasons right before the count, without colours and bounded in length', () => {
    const far = '    at task (file:///p/node_modules/vitest/run.js:1:1)\n';
    const long = `a.test.ts > adds up\n\u001b[31mexpected\u001b[39m 1\n${far}${'stack\n'.repeat(100)}`;
    const lines = formatSummary(addUp([{ passed: 1, failed: 1, skipped: 2, reasons: [long] }])).split('\n');
    expect(lines.slice(0, 3)).toEqual(['', '1) a.test.ts > adds up', '   expected 1']);
    expect(lines.slice(-3)).toEqual(['', 'tests: 1 passed, 1 failed, 2 skipped', '']);
    expect(lines.join()).not.toContain('node_modules');
    expect(lines.length).toBeLessThan(40);
  });
});
