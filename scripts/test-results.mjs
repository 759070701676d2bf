import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Adds up what the steps of a test run counted. */
export function addUp(results) {
  const total = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  for (const { passed = 0, failed = 0, skipped = 0, reasons = [] } of results) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.reasons.push(...reasons);
  }
  return total;
}

/** The end of the output: why something failed, then the count, which is always the last line. */
export function formatSummary({ passed, failed, skipped, reasons }) {
  const why = reasons.map((reason, index) => `\n${index + 1}) ${shorten(reason)}\n`).join('');
  const count = `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return `${why}\n${count}\n`;
}

/** Counts of Vitest's JSON report. `exitCode` tells of failures that no test owns up to. */
export function readVitestReport(path, exitCode, root) {
  const report = readReport(path);
  if (report === undefined) return endedWithout('Vitest', exitCode);
  const result = {
    passed: report.numPassedTests,
    failed: 0,
    skipped: report.numPendingTests + report.numTodoTests,
    reasons: [],
  };
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    const failures = file.assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failures) {
      fail(result, `${name} > ${fullName.trim()}`, failureMessages[0]);
    }
    if (file.status === 'failed' && failures.length === 0) fail(result, name, file.message);
  }
  return ownUp(result, 'Vitest', exitCode);
}

/** Counts of Playwright's JSON report. */
export function readPlaywrightReport(path, exitCode) {
  const report = readReport(path);
  if (report === undefined) return endedWithout('Playwright', exitCode);
  const result = { passed: report.stats.expected, failed: 0, skipped: report.stats.skipped, reasons: [] };
  for (const { message } of report.errors) fail(result, 'Playwright', message);
  for (const { title, spec } of report.suites.flatMap((suite) => listSpecs(suite, []))) {
    for (const test of spec.tests.filter(({ status }) => status === 'unexpected' || status === 'flaky')) {
      const error = test.results.flatMap(({ errors }) => errors)[0];
      fail(result, `${spec.file} > ${title}`, error?.message);
    }
  }
  return ownUp(result, 'Playwright', exitCode);
}

const REASON_LINES = 25;

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function listSpecs(suite, titles) {
  const own = (suite.specs ?? []).map((spec) => ({ spec, title: [...titles, spec.title].join(' > ') }));
  const inner = (suite.suites ?? []).flatMap((child) => listSpecs(child, [...titles, child.title]));
  return [...own, ...inner];
}

function fail(result, name, message) {
  result.failed += 1;
  result.reasons.push(`${name}\n${message || 'No message was given; see above.'}`);
}

function ownUp(result, tool, exitCode) {
  if (exitCode !== 0 && result.failed === 0) {
    fail(result, tool, `Every test passed, but it ended with exit code ${exitCode}; see above.`);
  }
  return result;
}

function endedWithout(tool, exitCode) {
  return { failed: 1, reasons: [`${tool}\nIt ended with exit code ${exitCode} and no report; see above.`] };
}

/** A stack's way through the test tools says nothing about the failure. */
const isOurs = (line) => !/^\s+at .*node_modules/.test(line);

function shorten(reason) {
  const lines = stripVTControlCharacters(reason).trimEnd().split('\n').filter(isOurs);
  const more = lines.length - REASON_LINES;
  const shown = more > 0 ? [...lines.slice(0, REASON_LINES), `… ${more} more lines above`] : lines;
  return shown.join('\n   ');
}
