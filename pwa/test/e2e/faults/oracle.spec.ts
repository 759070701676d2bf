import { expect, test } from '@playwright/test';
import { type Attempt, emptyHistory, type History, type MadeEdit, type Write } from './history.ts';
import { judge } from './oracle.ts';

const ORDER = { recordId: 'rec1', field: 'Status' as const };
const edit = (id: number, value: string, more: Partial<MadeEdit> = {}): MadeEdit => ({
  ...ORDER,
  id,
  tab: 'tab 1.1',
  label: 'SIM-1-0',
  value,
  madeAt: id * 10,
  endedAt: id * 10 + 5,
  outcome: 'confirmed',
  ...more,
});
const write = (at: number, value: string): Write => ({ ...ORDER, at, value });
const attempt = (value: string, more: Partial<Attempt> = {}): Attempt => ({
  key: `key of ${value}`,
  recordId: ORDER.recordId,
  patch: { Status: value },
  startedAt: 100,
  endedAt: 101,
  serverLife: 0,
  serverStatus: null,
  seenStatus: null,
  ...more,
});
const rulesFor = (history: Partial<History>) =>
  judge({ ...emptyHistory(), ...history }).map(({ rule }) => rule);

test('a confirmed edit that is nowhere is lost', () => {
  expect(rulesFor({ edits: [edit(1, 'A')] })).toEqual(['lost']);
  expect(rulesFor({ edits: [edit(1, 'A')], writes: [write(200, 'A')] })).toEqual([]);
});

test('what was given up by a person is not lost, nor what was never confirmed', () => {
  const decisions = [{ ...ORDER, value: 'A', choice: 'theirs' as const }];
  expect(rulesFor({ edits: [edit(1, 'A')], decisions })).toEqual([]);
  expect(rulesFor({ edits: [edit(1, 'A', { outcome: 'unknown', endedAt: null })] })).toEqual([]);
});

test('a later edit of the same cell may take the place of one that was not sent, and of no other', () => {
  const edits = [edit(1, 'A'), edit(2, 'B')];
  const writes = [write(200, 'B')];
  expect(rulesFor({ edits, writes })).toEqual([]);
  expect(rulesFor({ edits, writes, attempts: [attempt('A')] })).toEqual(['lost']);
  expect(rulesFor({ edits, writes, attempts: [attempt('A', { seenStatus: 412 })] })).toEqual([]);
  const attempts = [attempt('A', { seenStatus: 412 }), attempt('A', { startedAt: 110, seenStatus: 503 })];
  expect(rulesFor({ edits, writes, attempts })).toEqual(['lost']);
});

test('an earlier edit does not take the place of a later one', () => {
  expect(rulesFor({ edits: [edit(1, 'A'), edit(2, 'B')], writes: [write(200, 'A')] })).toEqual(['lost']);
});

test('a value that is written again is written twice, unless a person insisted', () => {
  const edits = [edit(1, 'A')];
  const writes = [write(200, 'A'), write(300, 'A')];
  expect(rulesFor({ edits, writes })).toEqual(['twice']);
  const decisions = [{ ...ORDER, value: 'A', choice: 'mine' as const }];
  expect(rulesFor({ edits, writes, decisions })).toEqual([]);
});

test('of two edits of an order the one that was confirmed before the other began arrives first', () => {
  const writes = [write(200, 'B'), write(300, 'A')];
  expect(rulesFor({ edits: [edit(1, 'A'), edit(2, 'B', { tab: 'tab 2.1' })], writes })).toEqual(['order']);
  expect(rulesFor({ edits: [edit(1, 'A', { endedAt: 25 }), edit(2, 'B')], writes })).toEqual([]);
});

test('what was said not to be saved does not arrive', () => {
  expect(rulesFor({ edits: [edit(1, 'A', { outcome: 'refused' })], writes: [write(200, 'A')] })).toEqual([
    'ghost',
  ]);
});

test('a key that was accepted is not refused later by the same server', () => {
  const accepted = attempt('A', { serverStatus: 200 });
  const refused = attempt('A', { startedAt: 110, endedAt: 111, serverStatus: 412 });
  expect(rulesFor({ attempts: [accepted, refused] })).toEqual(['wire']);
  expect(rulesFor({ attempts: [accepted, { ...refused, serverLife: 1 }] })).toEqual([]);
  expect(rulesFor({ attempts: [{ ...accepted, serverStatus: 503 }, refused] })).toEqual([]);
  expect(rulesFor({ attempts: [{ ...accepted, endedAt: 120 }, refused] })).toEqual([]);
});

test('what still waits at the end and what is shown wrongly is said', () => {
  expect(rulesFor({ kept: [{ ...ORDER, value: 'A', state: 'waiting' }] })).toEqual(['not drained']);
  const cell = { tab: 'tab 1.1', label: 'SIM-1-0', field: 'Status' as const, inAirtable: 'A' };
  expect(rulesFor({ screen: [{ ...cell, shown: 'B' }] })).toEqual(['screen']);
  expect(rulesFor({ screen: [{ ...cell, shown: 'A' }] })).toEqual([]);
});
