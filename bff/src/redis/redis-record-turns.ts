import { randomUUID } from 'node:crypto';
import type { Clock, Random, RecordTurns } from '../application/ports.ts';
import { Failure, isStoreUnavailable } from '../domain/failures.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface RedisRecordTurnsOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly random: Random;
}

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
 * ARGV: time, token
 */
const END = defineScript(
  'ordersEndTurn',
  `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])
`,
);

/**
 * Turns over all replicas. One whose holder died ends by itself. Without Redis nobody can be asked, and edits that do
 * not need their turn go on as they do in a single process: what is lost is the order among replicas, not an edit.
 */
export function createRedisRecordTurns(options: RedisRecordTurnsOptions): RecordTurns {
  const { connection, keys, clock, random } = options;

  async function take(key: string, token: string): Promise<void> {
    const until = clock.now() + LIFETIME_MS.turn;
    while ((await connection.runScript('decision', TAKE, [key], [token, LIFETIME_MS.turn])) !== 1) {
      if (clock.now() >= until) {
        const message = 'another replica is at work on this order';
        throw new Failure('source-throttled', message, { retryAfterMs: 1_000 });
      }
      await clock.sleep(ASK_EVERY_MS * (0.5 + random()));
    }
  }

  return {
    async take(recordId, { isNeeded }) {
      const [key, token] = [keys.turn(recordId), randomUUID()];
      try {
        await take(key, token);
      } catch (error) {
        if (isNeeded || !isStoreUnavailable(error)) throw error;
      }
      return {
        // Where Redis cannot be told, the turn ends by itself.
        [Symbol.asyncDispose]: async () =>
          void (await connection.runScript('background', END, [key], [token]).catch(() => {})),
      };
    },
  };
}
