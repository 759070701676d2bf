import { expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { LiveEvents } from './live-events.ts';

const change = (version: string) =>
  ({ event: 'change', data: { version, cursor: `cursor-${version}` } }) as const;

/** So many who listen, and what each has been told. */
function crowd(events: LiveEvents, size: number) {
  return Array.from({ length: size }, () => {
    const heard: (string | null)[] = [];
    const leave = events.subscribe(({ id }) => heard.push(id));
    return { heard, leave };
  });
}

const count = (listeners: readonly { heard: readonly unknown[] }[]) =>
  listeners.filter(({ heard }) => heard.length > 0).length;

test('R8: a small office is told at once, a large crowd three thousand a second', async () => {
  const clock = new FakeClock();
  const events = new LiveEvents(clock);
  const listeners = crowd(events, 5_000);
  events.publish(change('a.1'));
  expect(count(listeners)).toBe(300);
  await clock.advance(1_000);
  expect(count(listeners)).toBe(3_300);
  await clock.advance(700);
  expect(count(listeners)).toBe(5_000);
});

test('everybody is told in order and once, whoever comes and goes meanwhile', async () => {
  const clock = new FakeClock();
  const events = new LiveEvents(clock);
  const listeners = crowd(events, 900);
  events.publish(change('a.1'));
  await clock.advance(50);
  events.publish(change('a.2'));
  listeners.at(-1)?.leave();
  listeners[0]?.leave();
  const late = crowd(events, 2);
  events.publish(change('a.3'));
  await clock.advance(1_000);
  const stayed = listeners.slice(1, -1);
  expect(new Set(stayed.map(({ heard }) => heard.join()))).toEqual(new Set(['a.1,a.2,a.3']));
  expect(listeners.at(-1)?.heard).toEqual([]);
  expect(late.map(({ heard }) => heard)).toEqual([['a.3'], ['a.3']]);
  expect(events.listeners).toBe(900);
});

test('places that become free are filled first, so that nobody is told later than the crowd asks for', async () => {
  const clock = new FakeClock();
  const events = new LiveEvents(clock);
  for (const { leave } of crowd(events, 900)) leave();
  const few = crowd(events, 300);
  events.publish(change('a.1'));
  expect(count(few)).toBe(300);
});
