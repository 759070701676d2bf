import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRedisKeys, LIFETIME_MS, MAX_CHANGES, type RedisKeys } from '../src/redis/redis-keys.ts';

const text = readFileSync(new URL('../../docs/redis.md', import.meta.url), 'utf8');

/** Key and lifetime of each row of the table of keys. */
const documented = new Map(
  text
    .split('\n')
    .map((line) => line.split(' | '))
    .flatMap(([key = '', , , , lifetime = '']) => {
      const [, name] = /^\| `(orders:[^`]+)`$/.exec(key) ?? [];
      return name === undefined ? [] : [[name, lifetime] as const];
    }),
);

const keys = createRedisKeys('BASE', 'TABLE');

/** What a key is called in the document, and which lifetimes it has where those are fixed. */
const expected: Readonly<Record<keyof RedisKeys, [name: string, ...lifetimesMs: number[]]>> = {
  state: [keys.state, LIFETIME_MS.snapshot],
  changes: [keys.changes, LIFETIME_MS.snapshot],
  packed: [keys.packed, LIFETIME_MS.snapshot],
  lease: [keys.lease, LIFETIME_MS.lease],
  fence: [keys.fence, LIFETIME_MS.snapshot],
  presence: [keys.presence, LIFETIME_MS.presence],
  budget: [keys.budget, LIFETIME_MS.budget],
  waiting: [keys.waiting, LIFETIME_MS.budget],
  replicas: [keys.replicas, LIFETIME_MS.replicas],
  month: [keys.month('YYYY-MM'), LIFETIME_MS.month],
  idempotency: [keys.idempotency('DIGEST'), LIFETIME_MS.runningRequest, LIFETIME_MS.answer],
  turn: [keys.turn('RECORD'), LIFETIME_MS.turn],
  requests: [keys.requests('DIGEST')],
  session: [keys.session('DIGEST')],
  sessionsOf: [keys.sessionsOf('DIGEST')],
  tokens: [keys.tokens, LIFETIME_MS.tokens],
  tokenUses: [keys.tokenUses, LIFETIME_MS.tokens],
  audit: [keys.audit, 90 * 86_400_000],
};

const UNITS = [
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

function inWords(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
}

test('docs/redis.md lists every key and no other', () => {
  const names = Object.values(expected).map(([name]) => name);
  expect(Object.keys(expected).toSorted()).toEqual(Object.keys(keys).toSorted());
  expect([...documented.keys()].toSorted()).toEqual(names.toSorted());
});

test.each(Object.values(expected).map(([name, ...lifetimesMs]) => ({ name, lifetimesMs })))(
  'docs/redis.md says how long $name lives',
  ({ name, lifetimesMs }) => {
    const lifetimes = documented.get(name) ?? '';
    expect(lifetimes).not.toBe('');
    for (const ms of lifetimesMs) expect(lifetimes).toMatch(new RegExp(`\\b${inWords(ms)}\\b`));
  },
);

test('docs/redis.md names the bound of the stream', () => {
  expect(text).toContain(`${MAX_CHANGES.toLocaleString('en')} commits`);
});
