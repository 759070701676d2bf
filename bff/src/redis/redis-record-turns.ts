import { randomUUID } from 'node:crypto';
import type { Clock, Random, RecordTurn, RecordTurns } from '../application/ports.ts';
import { Failure, isStoreUnavailable } from '../domain/failures.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';
import { type Replicas, UNCOUNTED } from './replica-census.ts';

export interface RedisRecordTurnsOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly census?: Replicas;
}

const RENEW_EVERY_MS = 3_000;
/** So long before it would expire, a turn that could not be renewed counts as lost. */
const MARGIN_MS = 500;
/** Two replicas seldom edit one record at the same moment, and an edit takes a call of Airtable's. */
const ASK_EVERY_MS = 25;

/**
 * KEYS: turn
 * ARGV: time, token, lifetime
 */
const TAKE = defineScript(
  'ordersTakeTurn',
  `
if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then return 1 end
if redis.call('PTTL', KEYS[1]) == -1 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 0
`,
);

/**
 * KEYS: turn
 * ARGV: time, token, lifetime
 */
const RENEW = defineScript(
  'ordersRenewTurn',
  `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
`,
);

/**
 * KEYS: turn
 * ARGV: time, token
 */
const END = defineScript(
  'ordersEndTurn',
  `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])
`,
);

interface Hold {
  /** Until when it is held for sure, if Redis keeps it so long. */
  readonly until: number;
  /** How often the connection had been lost by then. */
  readonly losses: number;
}

/**
 * Turns over all replicas. One whose holder died ends by itself. Without Redis nobody can be asked, and edits that do
 * not need their turn go on as they do in a single process: what is lost is the order among replicas, not an edit. So do
 * all edits where there is no other replica. A turn that an edit needs is not relied on once the connection was lost:
 * a Redis that has forgotten it may have given it to somebody else.
 */
export function createRedisRecordTurns(options: RedisRecordTurnsOptions): RecordTurns {
  const { connection, keys, clock, random, census = UNCOUNTED } = options;

  async function take(key: string, token: string): Promise<Hold> {
    const until = clock.now() + LIFETIME_MS.turn;
    for (;;) {
      const askedAt = clock.now();
      const { losses } = connection;
      const reply = await connection.runScript('decision', TAKE, [key], [token, LIFETIME_MS.turn]);
      if (reply === 1) return { until: askedAt + LIFETIME_MS.turn - MARGIN_MS, losses };
      if (askedAt >= until) {
        const message = 'another replica is at work on this order';
        throw new Failure('source-throttled', message, { retryAfterMs: 1_000 });
      }
      await clock.sleep(ASK_EVERY_MS * (0.5 + random()));
    }
  }

  function hold(key: string, token: string, taken: Hold, isNeeded: boolean): RecordTurn {
    const ended = new AbortController();
    let { until, losses } = taken;
    const isSure = () => !isNeeded || census.isOnlyOne || connection.losses === losses;
    const renew = async () => {
      while (!ended.signal.aborted) {
        await clock.sleep(RENEW_EVERY_MS, ended.signal).catch(() => {});
        const askedAt = clock.now();
        const lossesBefore = connection.losses;
        if (ended.signal.aborted || askedAt >= until) return;
        const args = [token, LIFETIME_MS.turn];
        const reply = await connection.runScript('background', RENEW, [key], args).catch(() => null);
        if (reply === 1) [until, losses] = [askedAt + LIFETIME_MS.turn - MARGIN_MS, lossesBefore];
        else if (reply === 0) until = 0;
      }
    };
    void renew();
    return {
      isHeld: () => clock.now() < until && isSure(),
      async [Symbol.asyncDispose]() {
        ended.abort();
        // Where Redis cannot be told, the turn ends by itself.
        await connection.runScript('background', END, [key], [token]).catch(() => {});
      },
    };
  }

  return {
    async take(recordId, { isNeeded }) {
      const [key, token] = [keys.turn(recordId), randomUUID()];
      try {
        return hold(key, token, await take(key, token), isNeeded);
      } catch (error) {
        if (!isStoreUnavailable(error) || (isNeeded && !census.isOnlyOne)) throw error;
        return { isHeld: () => true, [Symbol.asyncDispose]: async () => {} };
      }
    },
  };
}
