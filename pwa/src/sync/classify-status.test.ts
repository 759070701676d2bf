import { expect, test } from 'vitest';
import { classifyStatus, type Verdict } from './classify-status.ts';

/** Every status there is; those not named are what `defaultOf` says. */
const NAMED: Readonly<Record<number, Verdict>> = {
  401: 'sign-in',
  403: 'forbidden',
  407: 'retry',
  408: 'retry',
  409: 'retry',
  412: 'stale',
  425: 'retry',
  429: 'hold',
  503: 'hold',
};

function defaultOf(status: number): Verdict {
  return status >= 400 && status < 500 ? 'reject' : 'retry';
}

test('F-14: the number alone decides, for every number', () => {
  for (let status = 0; status < 600; status += 1) {
    expect([status, classifyStatus(status)]).toEqual([status, NAMED[status] ?? defaultOf(status)]);
  }
});

test.each([400, 404, 405, 410, 413, 415, 422, 428])('%i will never succeed as it is', (status) => {
  expect(classifyStatus(status)).toBe('reject');
});

test.each([500, 502, 504])('F-02: %i is no delivery', (status) => {
  expect(classifyStatus(status)).toBe('retry');
});
