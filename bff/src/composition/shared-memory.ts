import { join } from 'node:path';
import type { AuditTrail, ServiceTokenStore } from '../application/admin-ports.ts';
import type {
  Clock,
  IdempotencyStore,
  Log,
  Presence,
  Random,
  RateLimiter,
  RecordTurns,
  RefreshLease,
  RequestBudget,
  SessionStore,
  SnapshotStore,
} from '../application/ports.ts';
import type { Config } from '../config.ts';
import { AuditFiles } from '../memory/audit-files.ts';
import { createMemoryIdempotencyStore } from '../memory/memory-idempotency-store.ts';
import { createMemoryPresence } from '../memory/memory-presence.ts';
import { createMemoryRateLimiter } from '../memory/memory-rate-limiter.ts';
import { createMemoryRecordTurns } from '../memory/memory-record-turns.ts';
import { createMemoryRefreshLease } from '../memory/memory-refresh-lease.ts';
import { createMemoryRequestBudget } from '../memory/memory-request-budget.ts';
import { createMemorySessionStore } from '../memory/memory-session-store.ts';
import { createMemorySnapshotStore } from '../memory/memory-snapshot-store.ts';
import { createServiceTokenFiles } from '../memory/service-token-files.ts';

/** What all replicas of an installation share; a single process has it for itself. */
export interface SharedMemory {
  readonly budget: RequestBudget;
  readonly store: SnapshotStore;
  readonly lease: RefreshLease;
  readonly presence: Presence;
  readonly idempotency: IdempotencyStore;
  readonly turns: RecordTurns;
  readonly sessions: SessionStore;
  readonly limiter: RateLimiter;
  readonly tokenStore: ServiceTokenStore;
  readonly auditTrail: AuditTrail;
  /** How many replicas there are, as far as is known. */
  replicas(): number;
  close(): Promise<void>;
}

export interface SharedMemoryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Folder for what one process keeps over a restart. */
  readonly dataDirectory: string;
  /** Name of the history that begins with this process. */
  readonly epoch: string;
  onRedisCommand(outcome: 'ok' | 'failed', ms: number): void;
}

/** Connecting may take so long at the start before the service goes on without Redis. */
const CONNECT_MS = 2_000;

/** Redis where it is set, else this process. */
export function createSharedMemory(config: Config, options: SharedMemoryOptions): Promise<SharedMemory> {
  return config.redisUrl === null
    ? Promise.resolve(inProcess(config, options))
    : inRedis(config, config.redisUrl.reveal(), options);
}

function inProcess({ airtable, audit }: Config, options: SharedMemoryOptions): SharedMemory {
  const { clock, log, epoch, dataDirectory } = options;
  const lease = createMemoryRefreshLease();
  const store = createMemorySnapshotStore({ epoch, currentFence: () => lease.currentFence() });
  const budget = createMemoryRequestBudget({
    requestsPerSecond: airtable.requestsPerSecond,
    monthlyCalls: airtable.monthlyCalls,
    counterFile: join(dataDirectory, `calls-${airtable.baseId}.json`),
    clock,
    log,
  });
  const auditTrail = new AuditFiles({ directory: join(dataDirectory, 'audit'), ...audit, clock, log });
  return {
    ...{ budget, store, lease },
    presence: createMemoryPresence(clock),
    idempotency: createMemoryIdempotencyStore({ clock }),
    turns: createMemoryRecordTurns(),
    sessions: createMemorySessionStore(clock),
    limiter: createMemoryRateLimiter({ clock }),
    tokenStore: createServiceTokenFiles(tokenDirectory(dataDirectory)),
    auditTrail,
    replicas: () => 1,
    async close() {
      await store.close();
      await budget.close();
      await auditTrail.close();
    },
  };
}

/** Where tokens are kept without Redis; the command that makes them looks there too. */
export function tokenDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'service-tokens');
}

/** The Redis client is loaded only where it is used. */
async function inRedis(
  { airtable, audit }: Config,
  url: string,
  options: SharedMemoryOptions,
): Promise<SharedMemory> {
  const { clock, random, log } = options;
  const { RedisConnection } = await import('../redis/redis-connection.ts');
  const { createRedisKeys } = await import('../redis/redis-keys.ts');
  const { RedisSnapshotStore } = await import('../redis/redis-snapshot-store.ts');
  const { createRedisRefreshLease } = await import('../redis/redis-refresh-lease.ts');
  const { RedisRequestBudget } = await import('../redis/redis-request-budget.ts');
  const { RedisIdempotencyStore } = await import('../redis/redis-idempotency-store.ts');
  const { createRedisRecordTurns } = await import('../redis/redis-record-turns.ts');
  const { RedisPresence } = await import('../redis/redis-presence.ts');
  const { RedisSessionStore } = await import('../redis/redis-session-store.ts');
  const { RedisAuditTrail } = await import('../redis/redis-audit-trail.ts');
  const { createRedisServiceTokenStore } = await import('../redis/redis-service-token-store.ts');
  const { createRedisRateLimiter } = await import('../redis/redis-rate-limiter.ts');
  const connection = new RedisConnection({
    ...{ url, clock, random, log },
    onCommand: options.onRedisCommand,
  });
  const { ReplicaCensus } = await import('../redis/replica-census.ts');
  const common = { connection, keys: createRedisKeys(airtable.baseId, airtable.tableId), clock, random, log };
  const shared = { ...common, census: new ReplicaCensus(common) };
  await connection.untilUp(CONNECT_MS);
  const store = new RedisSnapshotStore(shared);
  const budget = new RedisRequestBudget({ ...shared, ...airtable });
  const auditTrail = new RedisAuditTrail({ ...shared, retentionMs: audit.retentionMs });
  return {
    ...{ budget, store },
    lease: createRedisRefreshLease(shared),
    presence: new RedisPresence(shared),
    idempotency: new RedisIdempotencyStore(shared),
    turns: createRedisRecordTurns(shared),
    sessions: new RedisSessionStore(shared),
    limiter: createRedisRateLimiter({ ...shared, fallback: createMemoryRateLimiter({ clock }) }),
    tokenStore: createRedisServiceTokenStore(shared),
    auditTrail,
    replicas: () => shared.census.count,
    async close() {
      await auditTrail.close();
      await store.close();
      await budget.close();
      await connection.close();
    },
  };
}
