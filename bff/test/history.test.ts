import { describe, expect, test } from 'vitest';
import { Play } from './history/round.ts';
import { World } from './history/world.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { SeededRandom } from './support/seeded-random.ts';

const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
const OPERATIONS = Number(process.env['HISTORY_OPERATIONS'] ?? 150);
/** A machine that is busy takes its time to start processes. */
const LONG_MS = 150_000;

describe.skipIf(!hasRedisServer)('three replicas', () => {
  test(
    `keep the contract in a history with trouble (HISTORY_SEED=${SEED})`,
    async () => {
      await using world = await World.start({ random: new SeededRandom(SEED), orders: 10, replicas: 3 });
      const play = new Play(world, SEED);
      const result = await play.round({ seed: SEED, operations: OPERATIONS, clients: 10, troubles: 1 });
      const logs = world.sites.map(({ replica }) => replica.log.slice(-60).join('')).join('\n');
      expect(result.violations, `seed ${SEED}\n${logs}`).toEqual([]);
      expect(result.counts.ok, 'edits that were done').toBeGreaterThan(OPERATIONS / 20);
      expect(result.counts.reads, 'reads').toBeGreaterThan(OPERATIONS / 10);
    },
    LONG_MS,
  );
});
