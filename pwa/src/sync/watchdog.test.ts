import { expect, test } from 'vitest';
import { createHandClock } from '../../test/support/hand-clock.ts';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import type { OutboxEntry } from '../db/outbox-entry.ts';
import type { ConnectionState } from '../store/connection-state.ts';
import { createCell } from '../store/observable.ts';
import { Watchdog } from './watchdog.ts';

function watch(entries: readonly OutboxEntry[], state: ConnectionState['state'] = 'online') {
  const clock = createHandClock();
  const contents = createCell({ entries });
  const reach = createCell({ state });
  const watchdog = new Watchdog({ clock, contents, reach });
  const stop = watchdog.start();
  return { clock, contents, reach, stop, isStuck: () => watchdog.isStuck.current() };
}

test('F-37: edits that could go out and do not move for a minute are called stuck', () => {
  const { clock, isStuck } = watch([makeEntry(1)]);
  clock.advance(59_000);
  expect(isStuck()).toBe(false);
  clock.advance(1_000);
  expect(isStuck()).toBe(true);
});

test('F-37: an edit that stays on its way is stuck as well', () => {
  const { clock, isStuck } = watch([makeEntry(1, { state: 'sending' })]);
  clock.advance(60_000);
  expect(isStuck()).toBe(true);
});

test('F-37: a transition begins the minute anew, and ends a stuck state', () => {
  const { clock, contents, isStuck } = watch([makeEntry(1), makeEntry(2)]);
  clock.advance(50_000);
  contents.set({ entries: [makeEntry(1, { state: 'sending' }), makeEntry(2)] });
  clock.advance(50_000);
  expect(isStuck()).toBe(false);
  clock.advance(10_000);
  expect(isStuck()).toBe(true);
  contents.set({ entries: [makeEntry(2)] });
  expect(isStuck()).toBe(false);
});

test('reading the same rows again is no transition', () => {
  const { clock, contents, isStuck } = watch([makeEntry(1)]);
  clock.advance(50_000);
  contents.set({ entries: [makeEntry(1)] });
  clock.advance(10_000);
  expect(isStuck()).toBe(true);
});

test('a pause that was planned is none: the minute begins when it is over', () => {
  const clock = createHandClock();
  const nextAt = clock.now() + 120_000;
  const { clock: own, isStuck } = watch([makeEntry(1, { nextAt, attempts: 3 }), makeEntry(2)]);
  own.advance(170_000);
  expect(isStuck()).toBe(false);
  own.advance(10_000);
  expect(isStuck()).toBe(true);
});

test.each(['offline', 'airtable-unavailable', 'signed-out'] as const)(
  'while it is %s nothing is stuck, for it is said why edits wait',
  (state) => {
    const { clock, reach, isStuck } = watch([makeEntry(1)], state);
    clock.advance(600_000);
    expect(isStuck()).toBe(false);
    reach.set({ state: 'online' });
    clock.advance(59_000);
    expect(isStuck()).toBe(false);
    clock.advance(1_000);
    expect(isStuck()).toBe(true);
  },
);

test('what waits for a person is not stuck, nor what waits behind it', () => {
  const recordId = makeEntry(1).recordId;
  const entries = [makeEntry(1, { state: 'rejected' }), makeEntry(2, { recordId })];
  const { clock, isStuck } = watch(entries);
  clock.advance(600_000);
  expect(isStuck()).toBe(false);
});

test('a device that slept has to be awake for a minute first', () => {
  const { clock, isStuck } = watch([makeEntry(1)]);
  clock.advance(8 * 3_600_000);
  expect(isStuck()).toBe(false);
  clock.advance(60_000);
  expect(isStuck()).toBe(true);
});

test('a clock set back by a day begins the minute anew', () => {
  const { clock, contents, isStuck } = watch([makeEntry(1)]);
  clock.jump(-86_400_000);
  contents.set({ entries: [makeEntry(1)] });
  clock.advance(60_000);
  expect(isStuck()).toBe(true);
});

test('once stopped it looks no more', () => {
  const { clock, stop, isStuck } = watch([makeEntry(1)]);
  stop();
  clock.advance(600_000);
  expect(isStuck()).toBe(false);
  expect(clock.nextInMs()).toBeNull();
});
