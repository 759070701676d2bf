import { recordIdOf } from '@orders/contract/testing';
import { startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { monthOf } from '../src/domain/month-plan.ts';
import { createRedisKeys } from '../src/redis/redis-keys.ts';
import { PATIENCE } from './support/patience.ts';
import { hasRedisServer, sharedRedisUrl } from './support/redis-server.ts';
import { startReplica } from './support/start-replica.ts';

type Put = (admin: Redis, key: string) => Promise<unknown>;

/** What somebody else, a broken tool or another version of this program might leave under a key. */
const FOREIGN: readonly [string, Put][] = [
  ['text', (admin, key) => admin.set(key, 'garbage')],
  ['bytes', (admin, key) => admin.set(key, Buffer.from([0xff, 0x00, 0x9f, 0x7b]))],
  ['a hash', (admin, key) => admin.hset(key, { epoch: 'e', seq: 'many', bytes: '9zzz', free_at: 'x' })],
  ['a list', (admin, key) => admin.rpush(key, 'garbage')],
  ['a stream', (admin, key) => admin.xadd(key, '1-0', 'epoch', 'e', 'kind', 'full', 'payload', '1')],
];
/** A lease and a turn that somebody holds are waited for; these end soon. */
const HELD_MS = 300;
const ROW = { id: recordIdOf(1), fields: { 'Order ID': 'ORD-1', Status: 'Pending' } };

describe.skipIf(!hasRedisServer)('foreign data in redis', () => {
  let admin: Redis;
  beforeEach(() => {
    admin = new Redis(sharedRedisUrl() ?? '');
  });
  afterEach(() => admin.quit());

  test.each(FOREIGN)(
    '%s under every key is thrown away: all goes on, and no loop ends',
    async (kind, put) => {
      const baseId = `app${kind.replace(' ', '').padEnd(14, '0')}`;
      await using simulator = await startSimulator({ requestsPerSecond: 0, rows: [ROW], baseId });
      const keys = createRedisKeys(baseId, simulator.tableId);
      const held = [keys.lease, keys.turn(ROW.id)];
      const ofData = [keys.state, keys.changes, keys.packed, keys.fence, keys.presence];
      const ofBase = [keys.budget, keys.waiting, keys.month(monthOf(Date.now()))];
      const spoil = async () => {
        for (const key of [...held, ...ofData, ...ofBase]) {
          await admin.del(key);
          await put(admin, key);
          if (held.includes(key)) await admin.pexpire(key, HELD_MS);
        }
      };
      await spoil();
      const lines: string[] = [];
      const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
      await using replica = await startReplica(simulator, sharedRedisUrl() ?? '', { log });
      await replica.untilReady().catch(() => {
        throw new Error(lines.join(''));
      });
      for (const [index, status] of ['Shipped', 'Delivered'].entries()) {
        if (index > 0) await spoil();
        await vi.waitFor(async () => {
          const answer = await replica.patch(
            'ORD-1',
            { status },
            { 'idempotency-key': `${baseId}-${status}` },
          );
          expect(answer.status).toBe(200);
        }, PATIENCE);
        const answer = await replica.get('/api/orders/ORD-1');
        expect(await answer.json()).toMatchObject({ status });
      }
      expect(simulator.people.find(ROW.id)?.fields).toMatchObject({ Status: 'Delivered' });
      expect(simulator.stats.snapshot().recentWrites).toHaveLength(2);
      expect(lines.filter((line) => /"level":60|a loop has ended|unexpected/.test(line))).toEqual([]);
    },
  );
});
