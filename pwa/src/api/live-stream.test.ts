import type { LiveEvent } from '@orders/contract';
import { expect, test } from 'vitest';
import { createHandClock } from '../../test/support/hand-clock.ts';
import { createHandEventSources } from '../../test/support/hand-event-source.ts';
import { openLiveStream } from './live-stream.ts';

function setUp() {
  const clock = createHandClock();
  const { EventSource, streams } = createHandEventSources();
  const events: LiveEvent[] = [];
  const told: string[] = [];
  const close = openLiveStream({
    EventSource,
    after: clock.after,
    random: () => 1,
    onEvent: (event) => events.push(event),
    onOpen: () => told.push('open'),
    onLost: () => told.push('lost'),
  });
  return { clock, streams, events, told, close };
}

test('events arrive by name, parsed; what the contract does not know is passed over', () => {
  const { streams, events } = setUp();
  const [stream] = streams();
  stream?.emit('change', { version: 'e.1', cursor: 'c1' });
  stream?.emit('sync', { phase: 'reading', fetched: 100, expected: 5_000 });
  stream?.emit('upstream', { state: 'down', until: '2026-11-20T12:00:00Z' });
  stream?.emit('sync', { phase: 'dancing', fetched: 1, expected: null });
  stream?.emit('change', 'nonsense');
  expect(events.map(({ event }) => event)).toEqual(['change', 'sync', 'upstream']);
});

test('a broken connection is left to the browser, which resumes where it was', () => {
  const { clock, streams, told } = setUp();
  streams()[0]?.open();
  streams()[0]?.fail(0);
  expect([told, clock.nextInMs(), streams().length]).toEqual([['open', 'lost'], null, 1]);
});

test('a refused stream is opened anew, later each time, and at once counts as young again when it opens', () => {
  const { clock, streams } = setUp();
  for (const wait of [1_000, 2_000, 4_000]) {
    const stream = streams().at(-1);
    stream?.fail(2);
    expect(clock.nextInMs()).toBe(wait);
    clock.advance(wait);
    stream?.close();
  }
  streams().at(-1)?.open();
  streams().at(-1)?.fail(2);
  expect(clock.nextInMs()).toBe(1_000);
});

test('closing ends the stream and what was to come', () => {
  const { clock, streams, close } = setUp();
  streams()[0]?.fail(2);
  close();
  expect([clock.nextInMs(), streams()]).toEqual([null, []]);
});
