import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { LoadShedder } from './load-shedder.ts';
import { classifyRequest, SHED_ORDER } from './shed-class.ts';

const BROWSER = { 'sec-fetch-site': 'same-origin' };
const request = (url: string, method = 'GET', headers: Record<string, string> = BROWSER) =>
  ({ url, method, headers }) as unknown as IncomingMessage;

/** One request of each kind, in the order in which they are given up. */
const REQUESTS = {
  export: request('/api/orders/changes'),
  scripts: request('/api/orders', 'GET', {}),
  events: request('/api/events'),
  reads: request('/api/orders?page=2'),
  writes: request('/api/orders/ORD-1', 'PATCH'),
};

class Answer extends EventEmitter {}
const answer = () => new Answer() as unknown as ServerResponse;

function setting({ random = 0.5, leastArrivals = 0 } = {}) {
  const load = { delayMs: 0 };
  const changes: boolean[] = [];
  const shed: string[] = [];
  const shedder = new LoadShedder({
    random: () => random,
    leastArrivals,
    delayMs: () => load.delayMs,
    onShed: (shedClass) => shed.push(shedClass),
    onChange: (isShedding) => changes.push(isShedding),
  });
  const admitted = () => SHED_ORDER.filter((name) => shedder.admit(REQUESTS[name], answer()));
  return { load, shedder, changes, shed, admitted };
}

test.each(SHED_ORDER)('%s are told by their address and method', (name) => {
  expect(classifyRequest(REQUESTS[name])).toBe(name);
});

test.each([
  '/health',
  '/health/live',
  '/metrics',
  '/api/status',
  '/api/session',
  '/api/config',
  '/auth/login',
  '/',
  '/assets/app.js',
])('%s is never turned away', (url) => {
  expect(classifyRequest(request(url))).toBeNull();
  const { load, shedder } = setting();
  load.delayMs = 10_000;
  for (let look = 0; look < 50; look++) shedder.look();
  expect(shedder.level).toBe(SHED_ORDER.length);
  expect(shedder.admit(request(url), answer())).toBe(true);
});

test('a copy that is followed by its cursor is a read, not an export', () => {
  expect(classifyRequest(request('/api/orders/changes?since=abc'))).toBe('reads');
});

describe('under too much load', () => {
  test('kinds are given up one after the other, the writes last, and come back in reverse', () => {
    const { load, shedder, admitted } = setting();
    const seen: string[] = [];
    const look = () => {
      shedder.look();
      const now = admitted().join(' ');
      if (seen.at(-1) !== now) seen.push(now);
    };
    look();
    load.delayMs = 250;
    for (let count = 0; count < 50; count++) look();
    const up = SHED_ORDER.map((_, index) => SHED_ORDER.slice(index).join(' '));
    expect(seen).toEqual([...up, '']);
    load.delayMs = 20;
    for (let count = 0; count < 200; count++) look();
    expect(seen.slice(6)).toEqual(up.toReversed());
  });

  test('of the kind that is given up in part, a share is', () => {
    const { load, shedder } = setting({ random: 0.3 });
    load.delayMs = 300;
    shedder.look();
    expect(shedder.level).toBeCloseTo(0.2);
    expect(shedder.admit(REQUESTS.export, answer())).toBe(true);
    shedder.look();
    expect(shedder.admit(REQUESTS.export, answer())).toBe(false);
    expect(shedder.admit(REQUESTS.scripts, answer())).toBe(true);
  });

  test('one stall turns next to nobody away', () => {
    const { load, shedder } = setting();
    load.delayMs = 5_000;
    shedder.look();
    load.delayMs = 0;
    expect(shedder.level).toBeLessThanOrEqual(0.5);
    for (let look = 0; look < 10; look++) shedder.look();
    expect(shedder.level).toBe(0);
  });

  test('an event loop that is late without requests turns nobody away', () => {
    const { load, shedder } = setting({ leastArrivals: 5 });
    load.delayMs = 1_000;
    for (let look = 0; look < 50; look++) shedder.look();
    expect(shedder.level).toBe(0);
    for (let count = 0; count < 5; count++) shedder.admit(REQUESTS.reads, answer());
    shedder.look();
    expect(shedder.level).toBeGreaterThan(0);
  });

  test('more than a thousand in flight are too much as well; listeners are not among them', () => {
    const { shedder, changes } = setting();
    for (let count = 0; count < 3_000; count++) shedder.admit(REQUESTS.events, answer());
    shedder.look();
    expect(changes).toEqual([]);
    const open = Array.from({ length: 1_001 }, answer);
    for (const each of open) shedder.admit(REQUESTS.reads, each);
    shedder.look();
    expect(shedder.inFlight).toBe(1_001);
    expect(changes).toEqual([true]);
    for (const each of open) each.emit('close');
    expect(shedder.inFlight).toBe(0);
    for (let look = 0; look < 10; look++) shedder.look();
    expect(changes).toEqual([true, false]);
  });

  test.each([
    [0, 1],
    [0.5, 3],
    [0.999, 5],
  ])('whoever is turned away comes again spread over five seconds (%d)', (random, seconds) => {
    expect(setting({ random }).shedder.comeAgainSeconds()).toBe(seconds);
  });
});
