import type { RateDecision, RateLimiter, RequestLimit } from '../application/ports.ts';
import { MAX_TIMES } from '../domain/sliding-window.ts';
import { keyDigest } from './key-digest.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';
import { type Replicas, UNCOUNTED } from './replica-census.ts';

export interface RedisRateLimiterOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  /** Counts in this process while Redis is away. */
  readonly fallback: RateLimiter;
  /** Among how many replicas a limit is divided meanwhile. */
  readonly census?: Replicas;
}

/**
 * `takeFromWindow` of the domain on Redis's clock: times and how many requests each stands for, oldest first.
 *
 * KEYS: requests
 * ARGV: time, count, window, requests per time at most
 * Answers: allowed, remaining, ms until the next may be counted anew
 */
const TAKE_REQUEST = defineScript(
  'ordersTakeRequest',
  `
local now, limit, window, per_time = math.floor(now_ms(ARGV[1])), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local packed = redis.call('GET', KEYS[1])
local kept = packed and cmsgpack.unpack(packed) or {}
if #kept > 0 then now = math.max(now, kept[#kept - 1]) end
local times, used = {}, 0
for index = 1, #kept, 2 do
  if kept[index] + window > now then
    times[#times + 1] = kept[index]
    times[#times + 1] = kept[index + 1]
    used = used + kept[index + 1]
  end
end
local allowed = used < limit and 1 or 0
if allowed == 1 then
  local last = #times
  if last > 0 and times[last] < per_time then
    times[last - 1], times[last] = now, times[last] + 1
  else
    times[last + 1], times[last + 2] = now, 1
  end
  used = used + 1
  redis.call('SET', KEYS[1], cmsgpack.pack(times), 'PX', window)
end
local index, left = 1, used
while index < #times - 1 do
  left = left - times[index + 1]
  if left < limit then break end
  index = index + 2
end
return { allowed, math.max(0, limit - used), times[index] + window - now }
`,
);

/** Counts requests over all replicas; while Redis is away, each lets its share of the limit in. */
export function createRedisRateLimiter(options: RedisRateLimiterOptions): RateLimiter {
  const { connection, keys, fallback, census = UNCOUNTED } = options;

  async function take(key: string, limit: RequestLimit): Promise<RateDecision> {
    const { count, windowMs } = limit;
    const args = [count, windowMs, Math.ceil(count / MAX_TIMES)];
    const reply = await connection.runScript('request', TAKE_REQUEST, [keys.requests(keyDigest(key))], args);
    const [isAllowed, remaining, resetMs] = Array.isArray(reply) ? reply : [];
    return { isAllowed: isAllowed === 1, remaining: Number(remaining), resetMs: Number(resetMs) };
  }

  return {
    take: (key, limit) =>
      take(key, limit).catch(async () => {
        const share = { ...limit, count: Math.ceil(limit.count / census.count) };
        return { ...(await fallback.take(key, share)), isCountedAlone: true };
      }),
  };
}
