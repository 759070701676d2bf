import { randomUUID } from 'node:crypto';
import type { Clock } from '../application/ports.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface ReplicaCensusOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
}

/** How often a replica reports. */
const REPORT_EVERY_MS = 5_000;
/** One that has not reported for so long is gone. */
const GONE_AFTER_MS = 15_000;
/** The most of the last minute count: a replica that is just being restarted will be back. */
const REMEMBERED_MS = 60_000;
/** Among how many to divide while Redis has never said. */
const ASSUMED_REPLICAS = 4;

/**
 * Reports that a replica is there; answers how many there are.
 *
 * KEYS: replicas
 * ARGV: time, id of the replica, ms after which one is gone, lifetime
 */
const REPORT = defineScript(
  'ordersReportReplica',
  `
local now = now_ms(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[3]))
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return redis.call('ZCARD', KEYS[1])
`,
);

export type Replicas = Pick<ReplicaCensus, 'count' | 'isOnlyOne'>;

/** What is taken for granted where nobody counts. */
export const UNCOUNTED: Replicas = { count: ASSUMED_REPLICAS, isOnlyOne: false };

/** How many replicas there are, so that each knows its share when Redis cannot be asked any more. */
export class ReplicaCensus {
  readonly #options: ReplicaCensusOptions;
  readonly #id = randomUUID();
  #reports: readonly { readonly at: number; readonly count: number }[] = [];

  constructor(options: ReplicaCensusOptions) {
    this.#options = options;
    void this.#run();
  }

  /** As far as Redis has said; a guess on the safe side before. */
  get count(): number {
    return this.#reports.length === 0
      ? UNCOUNTED.count
      : Math.max(...this.#reports.map(({ count }) => count));
  }

  /** Whether there is surely no other replica to come to terms with. */
  get isOnlyOne(): boolean {
    return this.count === 1;
  }

  /** Reports now. Never throws. */
  async report(): Promise<void> {
    const { connection, keys, clock } = this.#options;
    const args = [this.#id, GONE_AFTER_MS, LIFETIME_MS.replicas];
    const count = await connection
      .runScript('background', REPORT, [keys.replicas], args)
      .then(Number)
      .catch(() => 0);
    if (count === 0) return;
    const at = clock.now();
    this.#reports = [...this.#reports.filter((report) => at - report.at < REMEMBERED_MS), { at, count }];
  }

  async #run(): Promise<void> {
    const { connection, clock } = this.#options;
    while (!connection.closing.aborted) {
      await this.report();
      await clock.sleep(REPORT_EVERY_MS, connection.closing).catch(() => {});
    }
  }
}
