import { channel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { createDepartures, type Departures } from './departures.ts';

const ORIGIN = 'https://api.example.com';
const written = (origin: string | URL = ORIGIN) =>
  channel('undici:client:sendHeaders').publish({ request: { origin } });

let clock: FakeClock;
let departures: Departures;
let left: number[];
beforeEach(() => {
  clock = new FakeClock({ startMs: 0 });
  departures = createDepartures({ origin: ORIGIN, spacingMs: 200, clock });
  left = [];
});
afterEach(() => departures.close());

/** A call that has its slot now, notes when it may leave, and is written when told to. */
function call(): { departure: Promise<Disposable> } {
  const departure = departures.next();
  void departure.then(() => left.push(clock.now()));
  return { departure };
}

/** A call that finds its connection ready. */
async function readyCall(): Promise<void> {
  using _departure = await call().departure;
  written();
}

describe('departures', () => {
  it('let a call through at once whose slot has the distance', async () => {
    for (const _ of [1, 2, 3]) {
      await readyCall();
      await clock.advance(200);
    }
    expect(left).toEqual([0, 200, 400]);
  });

  it('make those behind a call that left late keep the distance from it', async () => {
    call();
    await clock.advance(200);
    const second = readyCall();
    await clock.advance(100);
    expect(left).toEqual([0]);
    written();
    const third = readyCall();
    await clock.advance(1_000);
    await Promise.all([second, third]);
    expect(left).toEqual([0, 480, 660]);
  });

  it('do not wait for a call that will not leave after all', async () => {
    const { departure } = call();
    const second = readyCall();
    (await departure)[Symbol.dispose]();
    await second;
    await clock.advance(0);
    expect({ left, sleeping: clock.sleeping }).toEqual({ left: [0, 0], sleeping: 0 });
  });

  it('wait no longer than a second for a connection', async () => {
    call();
    const second = readyCall();
    await clock.advance(999);
    expect(left).toEqual([0]);
    await clock.advance(1);
    await second;
    expect(left).toEqual([0, 1_000]);
    expect(clock.sleeping).toBe(0);
  });

  it('take no notice of calls to somebody else, or of messages that they do not know', async () => {
    call();
    call();
    await clock.advance(0);
    written('https://other.example.com');
    channel('undici:client:sendHeaders').publish({});
    await clock.advance(500);
    expect(left).toEqual([0]);
    written(new URL(ORIGIN));
    await clock.advance(500);
    expect(left).toEqual([0, 680]);
  });
});
