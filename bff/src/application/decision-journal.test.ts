import { expect, test } from 'vitest';
import { DecisionJournal, JOURNAL_MS, journalled, type ParentLog } from './decision-journal.ts';

function setting() {
  const clock = { time: 1_000_000, now: () => clock.time, sleep: async () => {} };
  const lines: [string, object, string][] = [];
  const log: ParentLog = {
    debug: (fields, message) => void lines.push(['debug', fields, message]),
    info: (fields, message) => void lines.push(['info', fields, message]),
    warn: (fields, message) => void lines.push(['warn', fields, message]),
    error: (fields, message) => void lines.push(['error', fields, message]),
    child: () => log,
  };
  return { clock, lines, log, journal: new DecisionJournal(clock) };
}

test('what happened in the last five minutes is remembered, and no more', () => {
  const { clock, journal } = setting();
  journal.note('info', 'old', {});
  clock.time += JOURNAL_MS + 1;
  journal.note('info', 'new', {});
  expect(journal.recent().map(({ what }) => what)).toEqual(['new']);
});

test('failures are remembered for longer, the newest first and twenty at most', () => {
  const { clock, journal } = setting();
  for (let number = 0; number < 30; number++) journal.note('warn', `failure ${number}`, {});
  clock.time += 24 * 3_600_000;
  const failures = journal.failures().map(({ what }) => what);
  expect(failures).toHaveLength(20);
  expect(failures[0]).toBe('failure 29');
  for (let number = 0; number < 100; number++) journal.note('warn', 'again', {});
  expect(
    journal
      .failures()
      .map(({ what }) => what)
      .slice(0, 2),
  ).toEqual(['again', 'failure 29']);
});

test('a flood does not fill the memory', () => {
  const { journal } = setting();
  for (let number = 0; number < 100_000; number++) journal.note('info', `line ${number}`, {});
  expect(journal.recent().length).toBeLessThanOrEqual(2_000);
  expect(journal.recent().at(-1)?.what).toBe('line 99999');
});

test('every line but the finest goes to the log and is noted, with the fields of its parents', () => {
  const { lines, log, journal } = setting();
  const child = journalled(log, journal).child({ part: 'airtable' });
  child.debug({}, 'fine');
  child.warn({ pauseMs: 30_000 }, 'held back');
  expect(lines.map(([level, , message]) => [level, message])).toEqual([
    ['debug', 'fine'],
    ['warn', 'held back'],
  ]);
  expect(journal.recent()).toMatchObject([
    { level: 'warn', what: 'held back', detail: { part: 'airtable', pauseMs: 30_000 } },
  ]);
});

test('nothing of an order, a person or a secret is kept', () => {
  const { journal } = setting();
  const secrets = ['ORD-000123', 'Ada Lovelace', 'patABC.secret', 'redis://:pass@host'];
  journal.note('error', 'failed', {
    customer: 'Ada Lovelace',
    orderId: 'ORD-000123',
    token: 'patABC.secret',
    subject: 'Ada Lovelace',
    err: new Error('ORD-000123 of Ada Lovelace with patABC.secret'),
    reason: 'READONLY at redis://:pass@host for ORD-000123',
    kind: 'Ada "Lovelace"; ORD-000123',
    keys: ['ORD-000123'],
    state: 'open',
  });
  const text = JSON.stringify(journal.recent());
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(journal.recent()[0]?.detail).toEqual({ failure: 'Error', reason: 'READONLY', state: 'open' });
});
