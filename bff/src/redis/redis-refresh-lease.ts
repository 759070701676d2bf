import { randomUUID } from 'node:crypto';
import type { Clock, Lease, Log, RefreshLease } from '../application/ports.ts';
import { Failure } from '../domain/failures.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface RedisRefreshLeaseOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly log: Log;
}

const RENEW_EVERY_MS = 3_000;
const RENEW_AGAIN_AFTER_MS = 500;
/** So long before it would expire, a lease that could not be renewed counts as lost. */
const MARGIN_MS = 1_000;

/**
 * Takes the lease and counts its holders. The number starts from the clock, so that it grows even after Redis was
 * emptied. A key without an end was not made here; it gets one.
 *
 * KEYS: lease, fence
 * ARGV: time, token, lifetime, lifetime of the number
 */
const ACQUIRE = defineScript(
  'ordersAcquireLease',
  `
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then
  if redis.call('PTTL', KEYS[1]) == -1 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
  return ''
end
local before = tonumber(redis.call('GET', KEYS[2]) or 0) or 0
local fence = string.format('%.0f', math.max(before + 1, math.floor(now_ms(ARGV[1]))))
redis.call('SET', KEYS[2], fence, 'PX', ARGV[4])
return fence
`,
);

/**
 * KEYS: lease
 * ARGV: time, token, lifetime
 */
const RENEW = defineScript(
  'ordersRenewLease',
  `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
`,
);

/**
 * KEYS: lease
 * ARGV: time, token
 */
const RELEASE = defineScript(
  'ordersReleaseLease',
  `
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])
`,
);

/** The lease that one of all replicas holds; one that dies or falls silent loses it within ten seconds. */
export function createRedisRefreshLease(options: RedisRefreshLeaseOptions): RefreshLease {
  const { connection, keys, clock, log } = options;
  return {
    /** @throws Failure `store-unavailable` when nobody can know who holds it */
    async tryAcquire(): Promise<Lease | null> {
      const token = randomUUID();
      const askedAt = clock.now();
      const lifetimes = [LIFETIME_MS.lease, LIFETIME_MS.snapshot];
      const fence = await connection.runScript(
        'background',
        ACQUIRE,
        [keys.lease, keys.fence],
        [token, ...lifetimes],
      );
      if (fence === '') return null;
      log.debug({ fence: Number(fence) }, 'the lease for reading was taken');
      return new HeldLease(options, token, Number(fence), askedAt);
    },
  };
}

class HeldLease implements Lease {
  readonly fence: number;
  readonly #options: RedisRefreshLeaseOptions;
  readonly #token: string;
  readonly #lost = new AbortController();
  readonly #released = new AbortController();
  #expiresAt: number;

  constructor(options: RedisRefreshLeaseOptions, token: string, fence: number, askedAt: number) {
    this.fence = fence;
    this.#options = options;
    this.#token = token;
    this.#expiresAt = askedAt + LIFETIME_MS.lease;
    void this.#keep();
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    if (this.#released.signal.aborted) return;
    this.#released.abort();
    const { connection, keys } = this.#options;
    // Where Redis cannot be told, the lease ends by itself.
    await connection.runScript('background', RELEASE, [keys.lease], [this.#token]).catch(() => {});
  }

  async #keep(): Promise<void> {
    let waitMs = RENEW_EVERY_MS;
    while (await this.#sleep(waitMs)) {
      const isRenewed = await this.#renew();
      if (this.#released.signal.aborted) return;
      const isLost = isRenewed === false || this.#options.clock.now() >= this.#expiresAt - MARGIN_MS;
      if (isLost) return this.#lose();
      waitMs = isRenewed ? RENEW_EVERY_MS : RENEW_AGAIN_AFTER_MS;
    }
  }

  /** `null` when Redis did not say. */
  async #renew(): Promise<boolean | null> {
    const { connection, keys, clock } = this.#options;
    const askedAt = clock.now();
    try {
      const reply = await connection.runScript(
        'background',
        RENEW,
        [keys.lease],
        [this.#token, LIFETIME_MS.lease],
      );
      if (reply === 1) this.#expiresAt = askedAt + LIFETIME_MS.lease;
      return reply === 1;
    } catch {
      return null;
    }
  }

  #lose(): void {
    this.#options.log.warn({ fence: this.fence }, 'the lease for reading was lost');
    this.#lost.abort(new Failure('superseded', 'the lease for reading was lost'));
  }

  /** `false` when the lease was given back meanwhile. */
  #sleep(ms: number): Promise<boolean> {
    return this.#options.clock.sleep(ms, this.#released.signal).then(
      () => true,
      () => false,
    );
  }
}
