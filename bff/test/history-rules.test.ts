import { describe, expect, test } from 'vitest';
import { judgeHistory } from './history/judge-history.ts';
import type { History, RecordedEdit, RecordedRead } from './history/recording.ts';

let lastId = 0;
const edit = (at: number, value: string, more: Partial<RecordedEdit> = {}): RecordedEdit => ({
  kind: 'edit',
  id: ++lastId,
  client: 'one',
  recordId: 'rec',
  value,
  condition: null,
  isKeyed: true,
  invokedAt: at,
  completedAt: at + 1,
  outcome: 'ok',
  attempts: [200],
  replica: 'A',
  version: '',
  found: null,
  ...more,
});
const read = (at: number, found: string, more: Partial<RecordedRead> = {}): RecordedRead => ({
  kind: 'read',
  id: ++lastId,
  client: 'one',
  recordId: 'rec',
  replica: 'A',
  minVersion: '',
  invokedAt: at,
  completedAt: at + 1,
  version: `e.${at}`,
  found,
  ...more,
});
const write = (at: number, value: string) => ({ at, recordId: 'rec', value });
const on = (value: string) => ({ etag: `"${value}"`, value });

/** The rules that a history breaks, which begins with `first` and ends with what Airtable was told last. */
function rulesFor(history: Partial<History>): string[] {
  const end = history.writes?.at(-1)?.value ?? 'first';
  const whole = {
    before: new Map([['rec', 'first']]),
    after: new Map([['rec', end]]),
    operations: [],
    writes: [],
    losses: [],
    copies: new Map(),
    tables: new Map(),
    ...history,
  };
  return judgeHistory(whole).map(({ rule }) => rule);
}

describe('nothing is wrong', () => {
  test('with a write and what others see of it, sooner or later', () => {
    const operations = [
      edit(1, 'a', { version: 'e.5' }),
      read(3, 'a'),
      read(5, 'first', { replica: 'B', version: 'e.4' }),
      read(7, 'a', { replica: 'B', minVersion: 'e.5', version: 'e.5' }),
    ];
    expect(rulesFor({ operations, writes: [write(1, 'a')] })).toEqual([]);
  });

  test('with an unknown outcome, whatever became of it', () => {
    const operations = [edit(1, 'a', { outcome: 'unknown' }), read(3, 'first')];
    expect(rulesFor({ operations })).toEqual([]);
    expect(rulesFor({ operations, writes: [write(9, 'a')] })).toEqual([]);
  });

  test('with a failed condition that says what was there', () => {
    const refused = { outcome: 'refused', condition: on('first'), found: 'a' } as const;
    const operations = [edit(1, 'a', { condition: on('first') }), edit(3, 'b', refused)];
    expect(rulesFor({ operations, writes: [write(1, 'a')] })).toEqual([]);
  });

  test('with a state of another epoch, whose numbers mean nothing here', () => {
    const operations = [
      edit(1, 'a', { version: 'e.5' }),
      read(3, 'first', { replica: 'B', minVersion: 'e.5', version: 'f.1' }),
    ];
    expect(rulesFor({ operations, writes: [write(1, 'a')] })).toEqual([]);
  });
});

test('what was forgotten with a Redis or a replica may be done twice, and nothing else', () => {
  const sentAgain = edit(1, 'a', { attempts: [0, 200], completedAt: 9 });
  const writes = [write(2, 'a'), write(8, 'a')];
  expect(rulesFor({ operations: [sentAgain], writes, losses: [5] })).toEqual([]);
  expect(rulesFor({ operations: [sentAgain], writes, losses: [20] })).toEqual(['twice']);
  expect(rulesFor({ operations: [edit(1, 'a', { completedAt: 9 })], writes, losses: [5] })).toEqual([
    'twice',
  ]);
});

describe('it is found', () => {
  test('that a write was lost', () => {
    expect(rulesFor({ operations: [edit(1, 'a')] })).toEqual(['not-linearizable', 'lost']);
  });

  test('that an older write came back over one that was answered', () => {
    const operations = [edit(1, 'a'), edit(3, 'b')];
    expect(rulesFor({ operations, writes: [write(1, 'b'), write(2, 'a')] })).toEqual(['not-linearizable']);
  });

  test('that a write was done twice', () => {
    const writes = [write(1, 'a'), write(2, 'a')];
    expect(rulesFor({ operations: [edit(1, 'a')], writes })).toEqual(['twice']);
  });

  test('that what was refused was done', () => {
    const refused = edit(1, 'a', { outcome: 'refused' });
    expect(rulesFor({ operations: [refused], writes: [write(1, 'a')] })).toContain('refused-but-done');
  });

  test('that one If-Match had two winners', () => {
    const operations = [
      edit(1, 'a', { condition: on('first') }),
      edit(1, 'b', { condition: on('first'), replica: 'B' }),
    ];
    const writes = [write(1, 'a'), write(2, 'b')];
    expect(rulesFor({ operations, writes })).toEqual(['not-linearizable', 'two-winners']);
  });

  test('that a condition failed which held', () => {
    const refused = { outcome: 'refused', condition: on('a'), found: 'first' } as const;
    const operations = [edit(1, 'a'), edit(3, 'b', refused)];
    expect(rulesFor({ operations, writes: [write(1, 'a')] })).toEqual(['not-linearizable']);
  });

  test('that a read was older than it may be', () => {
    const done = edit(1, 'a', { version: 'e.5' });
    const writes = [write(1, 'a')];
    const sameReplica = [done, read(3, 'first')];
    expect(rulesFor({ operations: sameReplica, writes })).toEqual(['not-linearizable']);
    const passed = [done, read(3, 'first', { replica: 'B', minVersion: 'e.5', version: 'e.6' })];
    expect(rulesFor({ operations: passed, writes })).toEqual(['not-linearizable']);
  });

  test('that a version went back for a client that passed it on', () => {
    const operations = [read(1, 'first', { minVersion: 'e.9', version: 'e.8' })];
    expect(rulesFor({ operations })).toEqual(['version-went-back']);
  });

  test('that one version was two states', () => {
    const operations = [
      edit(1, 'a', { outcome: 'unknown' }),
      read(3, 'first', { version: 'e.5' }),
      read(5, 'a', { version: 'e.5', replica: 'B' }),
    ];
    expect(rulesFor({ operations, writes: [write(1, 'a')] })).toEqual(['one-version-two-contents']);
  });

  test('that a copy by the changes feed, or a replica’s table, is not Airtable’s', () => {
    const stale = new Map([['one', new Map([['rec', 'first']])]]);
    const parts = { operations: [edit(1, 'a')], writes: [write(1, 'a')] };
    expect(rulesFor({ ...parts, copies: stale })).toEqual(['copy-differs']);
    expect(rulesFor({ ...parts, tables: stale })).toEqual(['table-differs']);
    const extra = new Map([
      [
        'one',
        new Map([
          ['rec', 'a'],
          ['gone', 'a'],
        ]),
      ],
    ]);
    expect(rulesFor({ ...parts, copies: extra })).toEqual(['copy-differs']);
  });
});
