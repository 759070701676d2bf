import type { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { isConnectionLost, isQuotaFailure, withReopening } from './database-failures.ts';

function named(name: string, inner?: Error): Error {
  const error = new Error(name);
  error.name = name;
  return Object.assign(error, inner === undefined ? {} : { inner });
}

function fakeDatabase() {
  const calls: string[] = [];
  const db = {
    close: () => calls.push('close'),
    async open() {
      calls.push('open');
    },
  };
  return { db: db as unknown as Dexie, calls };
}

test('a full device is told from the error or from what is wrapped in it', () => {
  expect(isQuotaFailure(named('QuotaExceededError'))).toBe(true);
  expect(isQuotaFailure(named('AbortError', named('QuotaExceededError')))).toBe(true);
  expect(isQuotaFailure(named('AbortError'))).toBe(false);
  expect(isQuotaFailure('QuotaExceededError')).toBe(false);
});

test.each(['DatabaseClosedError', 'InvalidStateError', 'UnknownError'])(
  'F-19: after %s the database is opened anew and the job done once more',
  async (name) => {
    const { db, calls } = fakeDatabase();
    let runs = 0;
    const result = await withReopening(db, async () => {
      runs += 1;
      if (runs === 1) throw named('AbortError', named(name));
      return 'done';
    });
    expect([result, runs, calls]).toEqual(['done', 2, ['close', 'open']]);
  },
);

test('it is tried once more, not for ever, and other failures are not tried again', async () => {
  const { db, calls } = fakeDatabase();
  await expect(withReopening(db, () => Promise.reject(named('UnknownError')))).rejects.toThrow(
    'UnknownError',
  );
  await expect(withReopening(db, () => Promise.reject(named('ConstraintError')))).rejects.toThrow(
    'ConstraintError',
  );
  expect(calls).toEqual(['close', 'open']);
  expect(isConnectionLost(named('ConstraintError'))).toBe(false);
});
