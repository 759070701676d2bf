import type { Health } from '@orders/contract';
import { expect, test } from 'vitest';
import { createHandClock } from '../../test/support/hand-clock.ts';
import { BadAnswer, Offline, Refused, SignedOut } from '../api/api-failures.ts';
import { Connectivity } from './connectivity.ts';

const AIRTABLE = {
  state: 'ok',
  breaker: 'closed',
  pausedUntil: null,
  callsThisMonth: 0,
  monthlyCalls: 1,
} as const;
const OK: Health = { status: 'ok', airtable: AIRTABLE };
const PORTAL = new BadAnswer('a page', { status: 200, isFromServer: false });

function setUp() {
  const clock = createHandClock();
  const world = {
    answer: async (): Promise<Health> => OK,
    isVisible: true,
    isInHurry: false,
    isBrowserOnline: true,
    asked: 0,
    patienceMs: undefined as number | undefined,
  };
  const connectivity: Connectivity = new Connectivity({
    async getHealth(timeoutMs) {
      world.asked += 1;
      world.patienceMs = timeoutMs;
      try {
        const health = await world.answer();
        connectivity.report({ failure: null, needsSession: false, serverTime: null });
        return health;
      } catch (failure) {
        connectivity.report({ failure, needsSession: false, serverTime: null });
        throw failure;
      }
    },
    clock,
    random: () => 1,
    isVisible: () => world.isVisible,
    isInHurry: () => world.isInHurry,
    isBrowserOnline: () => world.isBrowserOnline,
  });
  let backs = 0;
  connectivity.onBack(() => {
    backs += 1;
  });
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const state = () => connectivity.state.current().state;
  const fail = (failure: unknown) => connectivity.report({ failure, needsSession: true, serverTime: null });
  return { clock, world, connectivity, settle, state, fail, backs: () => backs };
}

test('while the server answers it is looked at every half minute, as long as somebody sees it', async () => {
  const { clock, world, connectivity, settle, state } = setUp();
  connectivity.start();
  await settle();
  expect([state(), world.asked, clock.nextInMs()]).toEqual(['online', 1, 30_000]);
  world.isVisible = false;
  clock.advance(30_000);
  await settle();
  expect([world.asked, clock.nextInMs()]).toEqual([2, null]);
});

test('F-31: a request without an answer means offline at once, whatever the browser says', async () => {
  const { world, connectivity, settle, state, fail } = setUp();
  connectivity.start();
  await settle();
  world.answer = () => Promise.reject(new Offline('gone'));
  fail(new Offline('gone'));
  expect(state()).toBe('offline');
  await settle();
  expect(world.asked).toBe(2);
});

test('F-32: a page that is not ours means offline, and nobody is signed out by it', async () => {
  const { world, connectivity, settle, fail } = setUp();
  connectivity.start();
  await settle();
  world.answer = () => Promise.reject(PORTAL);
  fail(new BadAnswer('a page', { status: 401, isFromServer: false }));
  await settle();
  expect(connectivity.state.current()).toMatchObject({ state: 'offline', isIntercepted: true });
  world.answer = () => Promise.reject(new Offline('gone'));
  connectivity.look();
  await settle();
  expect(connectivity.state.current()).toMatchObject({ state: 'offline', isIntercepted: false });
});

test('without an answer it is tried after 5, 10, 20, 40 and then every 60 seconds', async () => {
  const { clock, world, connectivity, settle } = setUp();
  world.answer = () => Promise.reject(new Offline('gone'));
  connectivity.start();
  const waits: (number | null)[] = [];
  for (let probe = 0; probe < 6; probe += 1) {
    await settle();
    waits.push(clock.nextInMs());
    clock.advance(clock.nextInMs() ?? 0);
  }
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

test('F-34, F-31: while edits wait it is tried every second whatever the browser says, and the return is told', async () => {
  const { clock, world, connectivity, settle, state, backs } = setUp();
  world.answer = () => Promise.reject(new Offline('gone'));
  world.isInHurry = true;
  connectivity.start();
  await settle();
  world.isBrowserOnline = false;
  expect(clock.nextInMs()).toBe(1_000);
  clock.advance(1_000);
  await settle();
  expect([clock.nextInMs(), world.patienceMs]).toEqual([1_000, 2_000]);
  world.answer = async () => OK;
  clock.advance(1_000);
  await settle();
  expect([state(), backs()]).toEqual(['online', 1]);
});

test('an Airtable that answers again is told as the server’s return is', async () => {
  const { world, connectivity, settle, state, backs } = setUp();
  connectivity.start();
  await settle();
  world.answer = async () => ({ ...OK, status: 'degraded', airtable: { ...AIRTABLE, state: 'unreachable' } });
  connectivity.look();
  await settle();
  expect([state(), backs()]).toEqual(['airtable-unavailable', 0]);
  world.answer = async () => OK;
  connectivity.look();
  await settle();
  expect([state(), backs()]).toEqual(['online', 1]);
});

test('any answer of the server means that it is there, a refusal too', async () => {
  const { connectivity, settle, state, fail, backs } = setUp();
  connectivity.start();
  await settle();
  fail(new Offline('gone'));
  const problem = { type: '', title: '', status: 422, detail: '', instance: '', requestId: '' };
  fail(new Refused(problem, { status: 422, retryAfterMs: null, current: null, version: null }));
  expect([state(), backs()]).toEqual(['online', 1]);
});

test('a server that has too much to do is busy until it answers what it turned away, and is not asked how it is', async () => {
  const { world, connectivity, settle, state, fail } = setUp();
  connectivity.start();
  await settle();
  let asked = 0;
  world.answer = async () => {
    asked += 1;
    return OK;
  };
  const problem = {
    ...{ type: '/docs/problems/overloaded', title: '', status: 503 },
    ...{ detail: '', instance: '', requestId: '' },
  };
  fail(new Refused(problem, { status: 503, retryAfterMs: 3_000, current: null, version: null }));
  await settle();
  expect([state(), connectivity.state.current().isBusy, asked]).toEqual(['online', true, 0]);
  connectivity.report({ failure: null, needsSession: false, serverTime: null });
  expect(connectivity.state.current().isBusy).toBe(true);
  connectivity.report({ failure: null, needsSession: true, serverTime: null });
  expect(connectivity.state.current().isBusy).toBe(false);
});

test('signed out is told apart from offline and ends with an answer for those who are signed in', async () => {
  const { connectivity, settle, state, fail, backs } = setUp();
  connectivity.start();
  await settle();
  fail(new SignedOut('who'));
  await settle();
  expect(state()).toBe('signed-out');
  connectivity.report({ failure: null, needsSession: false, serverTime: null });
  expect(state()).toBe('signed-out');
  connectivity.report({ failure: null, needsSession: true, serverTime: null });
  expect([state(), backs()]).toEqual(['online', 1]);
});

test.each([
  ['throttled', 'closed'],
  ['unreachable', 'half-open'],
  ['refused', 'closed'],
  ['ok', 'open'],
] as const)(
  'Airtable %s with the breaker %s is unavailable, until when is told',
  async (airtable, breaker) => {
    const { clock, world, connectivity, settle } = setUp();
    const pausedUntil = '2026-11-20T12:00:30.000Z';
    world.answer = async () => ({
      status: 'degraded',
      airtable: { state: airtable, breaker, pausedUntil, callsThisMonth: 0, monthlyCalls: 1 },
    });
    connectivity.start();
    await settle();
    expect(connectivity.state.current()).toMatchObject({
      state: 'airtable-unavailable',
      until: Date.parse(pausedUntil),
    });
    expect(clock.nextInMs()).toBe(10_000);
  },
);

test('a live event about Airtable shows at once and is looked into', async () => {
  const { world, connectivity, settle, state } = setUp();
  connectivity.start();
  await settle();
  const looked = Promise.withResolvers<Health>();
  world.answer = () => looked.promise;
  connectivity.hearUpstream({ state: 'down', until: '2026-11-20T12:01:00.000Z' });
  expect([state(), world.asked]).toEqual(['airtable-unavailable', 2]);
  looked.resolve(OK);
  await settle();
  expect(state()).toBe('online');
});

test('after it was stopped nothing is asked any more', async () => {
  const { clock, world, connectivity, settle } = setUp();
  connectivity.start();
  await settle();
  connectivity.stop();
  connectivity.look();
  expect([clock.nextInMs(), world.asked]).toEqual([null, 1]);
});
