import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordIdOf } from '@orders/contract/testing';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { realClock } from '../support/redis-setting.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type AirtableWrite, Instants } from './recording.ts';
import { ReplicaProcess } from './replica-process.ts';

export interface WorldOptions {
  readonly random: SeededRandom;
  readonly orders: number;
  readonly replicas: number;
  /** On top of what makes trouble come quickly. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A replica with what stands between it and the others. */
export interface Site {
  readonly replica: ReplicaProcess;
  readonly toRedis: FaultProxy;
  readonly toAirtable: FaultProxy;
}

export const FIRST_STATUS = 'Pending';
/** Values that one order can take in a world: each is asked for once. */
const VALUES_OF_AN_ORDER = 2_000;
const MAX_SKEW_MS = 90_000;

/** Waits are short, so that a round sees many of them end. */
const IMPATIENT = {
  PORT: '0',
  LOG_LEVEL: 'info',
  LOAD_SHEDDING: 'off',
  AIRTABLE_REQUESTS_PER_SECOND: '1000',
  AIRTABLE_TIMEOUT_MS: '700',
  AIRTABLE_THROTTLE_PAUSE_SECONDS: '1',
  AIRTABLE_WEBHOOKS: 'off',
  CACHE_TTL_SECONDS: '2',
  SYNC_INTERVAL_SECONDS: '1',
  RATE_LIMIT_ORDERS_LIST: 'off',
  RATE_LIMIT_ORDERS_SUMMARY: 'off',
  RATE_LIMIT_GET_ORDER: 'off',
  RATE_LIMIT_UPDATE_ORDER: 'off',
  RATE_LIMIT_SYNC_ORDERS: 'off',
};

/** Several replicas over one Redis and one Airtable, with a proxy on every link. */
export class World implements AsyncDisposable {
  readonly instants = new Instants();
  readonly recordIds: readonly string[];
  readonly writes: AirtableWrite[] = [];
  /** Instants at which a Redis lost everything. */
  readonly losses: number[] = [];
  /** Names of what something is happening to. */
  readonly inTrouble = new Set<string>();
  readonly #things: AsyncDisposableStack;
  readonly simulator: Simulator;
  readonly redis: RedisServer;
  readonly sites: readonly Site[];

  private constructor(parts: Parts) {
    this.#things = parts.things;
    this.recordIds = parts.recordIds;
    this.simulator = parts.simulator;
    this.redis = parts.redis;
    this.sites = parts.sites;
  }

  static async start({ random, orders, replicas, settings = {} }: WorldOptions): Promise<World> {
    await using things = new AsyncDisposableStack();
    const recordIds = Array.from({ length: orders }, (_, index) => recordIdOf(index + 1));
    let world: World | null = null;
    const simulator = things.use(
      await startSimulator({
        ...{ requestsPerSecond: 0, strictLockoutMs: 400, latencyMs: 5 },
        rows: recordIds.map((id, index) => ({
          id,
          fields: { 'Order ID': `ORD-${index + 1}`, Status: FIRST_STATUS },
        })),
        statuses: [
          FIRST_STATUS,
          ...Array.from({ length: VALUES_OF_AN_ORDER }, (_, index) => valueName(index)),
        ],
        onWrite: (write) => world?.noteWrite(write.body),
      }),
    );
    const redis = things.use(await startRedisServer());
    const folder = await mkdtemp(join(tmpdir(), 'orders-history-'));
    things.defer(() => rm(folder, { recursive: true, force: true }));
    const sites = await Promise.all(
      Array.from({ length: replicas }, async (_, index): Promise<Site> => {
        const toRedis = things.use(await proxyBefore(redis.url, random));
        const toAirtable = things.use(await proxyBefore(simulator.url, random));
        const replica = new ReplicaProcess({
          name: String.fromCharCode(65 + index),
          drawSkewMs: () => Math.round((2 * random.next() - 1) * MAX_SKEW_MS),
          settings: {
            ...IMPATIENT,
            DATA_DIRECTORY: join(folder, String(index)),
            REDIS_URL: toRedis.through(redis.url),
            AIRTABLE_API_KEY: simulator.token,
            AIRTABLE_BASE_ID: simulator.baseId,
            AIRTABLE_TABLE_ID: simulator.tableId,
            AIRTABLE_API_URL: toAirtable.through(simulator.url),
            ...settings,
          },
        });
        return { replica: things.use(replica), toRedis, toAirtable };
      }),
    );
    await Promise.all(sites.map(({ replica }) => replica.start()));
    world = new World({ things: things.move(), recordIds, simulator, redis, sites });
    return world;
  }

  /** Statuses by record, as Airtable has them. */
  truth(): Map<string, string> {
    return new Map(this.simulator.people.all().map(({ id, fields }) => [id, String(fields['Status'])]));
  }

  noteWrite(body: unknown): void {
    const { records } = body as { records: readonly { id: string; fields: Record<string, unknown> }[] };
    // By name or by id, whichever the replica knows: nothing but the status is written here.
    for (const { id, fields } of records)
      this.writes.push({ at: this.instants.next(), recordId: id, value: String(Object.values(fields)[0]) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.redis.resume();
    await this.#things.disposeAsync();
  }
}

interface Parts {
  readonly things: AsyncDisposableStack;
  readonly recordIds: readonly string[];
  readonly simulator: Simulator;
  readonly redis: RedisServer;
  readonly sites: readonly Site[];
}

/** The value that an order is given by the edit of that number. */
export function valueName(index: number): string {
  return `Value ${index}`;
}

function proxyBefore(url: string, random: SeededRandom): Promise<FaultProxy> {
  const { hostname, port } = new URL(url);
  return FaultProxy.start({
    upstream: { host: hostname, port: Number(port) },
    clock: realClock,
    random: () => random.next(),
  });
}
