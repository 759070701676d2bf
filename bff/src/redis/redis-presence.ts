import type { Clock, Presence } from '../application/ports.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface RedisPresenceOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
}

/** How often the replicas tell one another, in milliseconds. */
const TELL_EVERY_MS = 5_000;

/**
 * Notes that somebody was there so long ago, unless somebody was later; answers how long ago that is. Ages and not
 * times, since the clocks of the replicas differ.
 *
 * KEYS: presence
 * ARGV: time, ms since somebody was here (empty: nobody was), lifetime
 */
const SHARE_PRESENCE = defineScript(
  'ordersSharePresence',
  `
local now = now_ms(ARGV[1])
local seen_at = tonumber(redis.call('GET', KEYS[1]) or '')
local here_at = ARGV[2] ~= '' and now - tonumber(ARGV[2]) or nil
if here_at and (not seen_at or here_at > seen_at) then
  seen_at = here_at
  redis.call('SET', KEYS[1], string.format('%.0f', seen_at), 'PX', ARGV[3])
end
return seen_at and string.format('%.0f', math.max(0, now - seen_at)) or ''
`,
);

/** Who is there, on all replicas, until the connection is closed. */
export class RedisPresence implements Presence {
  readonly #options: RedisPresenceOptions;
  #seenHere = 0;
  #seenAnywhere = 0;

  constructor(options: RedisPresenceOptions) {
    this.#options = options;
    void this.#share();
  }

  touch(): void {
    this.#seenHere = this.#options.clock.now();
  }

  lastSeen(): number {
    return Math.max(this.#seenHere, this.#seenAnywhere);
  }

  async #share(): Promise<void> {
    const { connection, keys, clock } = this.#options;
    while (!connection.closing.aborted) {
      const here = this.#seenHere === 0 ? '' : clock.now() - this.#seenHere;
      const age = await connection
        .runScript('background', SHARE_PRESENCE, [keys.presence], [here, LIFETIME_MS.presence])
        .catch(() => '');
      if (age !== '') this.#seenAnywhere = Math.max(this.#seenAnywhere, clock.now() - Number(age));
      await clock.sleep(TELL_EVERY_MS, connection.closing).catch(() => {});
    }
  }
}
