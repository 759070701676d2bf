import { createHash, randomUUID } from 'node:crypto';
import type { Clock, IdempotencyClaim, IdempotencyStore, Log, StoredAnswer } from '../application/ports.ts';
import { isStoreUnavailable } from '../domain/failures.ts';
import { packAnswer, unpackAnswer } from './answer-codec.ts';
import { keyDigest } from './key-digest.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';
import { type Replicas, UNCOUNTED } from './replica-census.ts';

export interface RedisIdempotencyStoreOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly census?: Replicas;
}

const RENEW_EVERY_MS = 3_000;
/** A request that neither ended nor gave its key back by then never will. */
const LONGEST_RUN_MS = 10 * 60_000;
/** Answers that wait for Redis to come back. */
const MAX_UNSAVED = 1_000;
/** Some megabytes: an answer takes about six hundred bytes. */
const MAX_GIVEN = 10_000;

/**
 * What is kept: `r`, the request's print, who runs it and until when, or `d`, the print and the answer. A request
 * whose time is over without an answer was abandoned: its replica died, or does not know what became of it.
 */
const RUNNING = 'r';
const DONE = 'd';
const PRINT_LENGTH = 64;
/** Said of a claim in place of what was kept. */
const RECLAIMED = 'a';

/**
 * KEYS: answer
 * ARGV: time, head of what to keep, time to run, lifetime, length of a print
 * Answers: what was kept before, nothing where the key was free, or that it was abandoned by the same request
 */
const CLAIM = defineScript(
  'ordersClaimKey',
  `
local now = now_ms(ARGV[1])
local kept = redis.call('GET', KEYS[1])
if kept then
  local last = 1 + tonumber(ARGV[5])
  local untilMs = tonumber(string.sub(kept, string.len(ARGV[2]) + 1))
  local isSame = string.sub(kept, 1, last) == string.sub(ARGV[2], 1, last)
  if not (isSame and untilMs and untilMs <= now) then return kept end
end
redis.call('SET', KEYS[1], ARGV[2] .. string.format('%.0f', now + ARGV[3]), 'PX', ARGV[4])
return kept and '${RECLAIMED}' or ''
`,
);

/**
 * Keeps the answer, unless the key went to another request meanwhile.
 *
 * KEYS: answer
 * ARGV: time, what to keep, lifetime, length of a print
 */
const COMPLETE = defineScript(
  'ordersCompleteKey',
  `
local kept = redis.call('GET', KEYS[1])
local last = 1 + tonumber(ARGV[4])
if kept and string.sub(kept, 2, last) ~= string.sub(ARGV[2], 2, last) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`,
);

/**
 * Gives a key that still belongs to this request more time, or gives it back where no time is said.
 *
 * KEYS: answer
 * ARGV: time, head of what was kept for it, time to run, lifetime
 */
const RENEW = defineScript(
  'ordersRenewKey',
  `
local kept = redis.call('GET', KEYS[1])
if not kept or string.sub(kept, 1, string.len(ARGV[2])) ~= ARGV[2] then return 0 end
if ARGV[3] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2] .. string.format('%.0f', now_ms(ARGV[1]) + ARGV[3]), 'PX', ARGV[4])
return 1
`,
);

interface Held {
  readonly head: string;
  readonly since: number;
}

/** Answers to repeated requests, whichever replica they reach. */
export class RedisIdempotencyStore implements IdempotencyStore {
  readonly #options: RedisIdempotencyStoreOptions;
  readonly #held = new Map<string, Held>();
  readonly #unsaved = new Map<string, string>();
  /** Answers that this replica has given, for when Redis is away and there is no other replica to ask. */
  readonly #given = new Map<string, string>();
  #isRenewing = false;

  constructor(options: RedisIdempotencyStoreOptions) {
    this.#options = options;
  }

  /**
   * Without Redis nobody knows whether another replica works on the same. Where there is no other one, this replica's
   * own memory has to do, and what it does not remember may have been done before it was started.
   * @throws Failure `store-unavailable`
   */
  async claim(key: string, fingerprint: string): Promise<IdempotencyClaim> {
    const name = this.#nameOf(key);
    const unsaved = this.#unsaved.get(name);
    if (unsaved !== undefined) return readClaim(unsaved, fingerprint);
    const head = `${RUNNING}${printOf(fingerprint)}${randomUUID()}`;
    const { connection, clock, log } = this.#options;
    const kept = await this.#claim(name, head);
    if (kept !== '' && kept !== RECLAIMED) {
      try {
        return await readClaim(kept, fingerprint);
      } catch (error) {
        log.error({ err: error }, 'a kept answer is unreadable: deleted');
        await connection.run('decision', (client) => client.del(name));
        return this.claim(key, fingerprint);
      }
    }
    this.#held.set(name, { head, since: clock.now() });
    void this.#renew();
    return { kind: kept === RECLAIMED ? 'reclaimed' : 'claimed' };
  }

  /** Never throws: what was answered stays true, and is kept as soon as Redis can be reached again. */
  async complete(key: string, fingerprint: string, answer: StoredAnswer): Promise<void> {
    const name = this.#nameOf(key);
    const value = `${DONE}${printOf(fingerprint)}${await packAnswer(answer)}`;
    this.#held.delete(name);
    this.#given.set(name, value);
    for (const oldest of this.#given.keys()) {
      if (this.#given.size <= MAX_GIVEN) break;
      this.#given.delete(oldest);
    }
    await this.#save(name, value).catch(() => {
      this.#options.log.warn({}, 'an answer for repeated requests could not be kept yet');
      if (this.#unsaved.size < MAX_UNSAVED) this.#unsaved.set(name, value);
      void this.#renew();
    });
  }

  /** Never throws: a key that cannot be given back counts as abandoned within seconds. */
  async release(key: string): Promise<void> {
    await this.#giveBack(key, null);
  }

  /** Never throws, for the same reason. */
  async abandon(key: string): Promise<void> {
    await this.#giveBack(key, 0);
  }

  async #giveBack(key: string, runMs: number | null): Promise<void> {
    const name = this.#nameOf(key);
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held !== undefined) await this.#extend(name, held.head, runMs);
  }

  async #claim(name: string, head: string): Promise<string> {
    const { connection } = this.#options;
    const args = [head, LIFETIME_MS.runningRequest, LIFETIME_MS.answer, PRINT_LENGTH];
    try {
      return String(await connection.runScript('decision', CLAIM, [name], args));
    } catch (error) {
      // It may have been claimed and only the answer lost: a repetition need not wait until that is over.
      void this.#extend(name, head, 0);
      const { census = UNCOUNTED } = this.#options;
      if (!census.isOnlyOne || !isStoreUnavailable(error)) throw error;
      return this.#given.get(name) ?? RECLAIMED;
    }
  }

  /** Never throws. `null` = the key is free again. */
  async #extend(name: string, head: string, runMs: number | null): Promise<void> {
    const { connection } = this.#options;
    const args = [head, runMs ?? '', LIFETIME_MS.answer];
    await connection.runScript('background', RENEW, [name], args).catch(() => {});
  }

  async #save(name: string, value: string): Promise<void> {
    const { connection } = this.#options;
    await connection.runScript('background', COMPLETE, [name], [value, LIFETIME_MS.answer, PRINT_LENGTH]);
    this.#unsaved.delete(name);
  }

  /** Runs as long as there is a key to renew or an answer to keep. */
  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    const { connection, clock } = this.#options;
    const { closing } = connection;
    while (!closing.aborted && this.#held.size + this.#unsaved.size > 0) {
      await clock.sleep(RENEW_EVERY_MS, closing).catch(() => {});
      for (const [name, { head, since }] of this.#held) {
        if (clock.now() - since > LONGEST_RUN_MS) this.#held.delete(name);
        else await this.#extend(name, head, LIFETIME_MS.runningRequest);
      }
      for (const [name, value] of this.#unsaved) await this.#save(name, value).catch(() => {});
    }
    this.#isRenewing = false;
  }

  #nameOf(key: string): string {
    return this.#options.keys.idempotency(keyDigest(key));
  }
}

async function readClaim(kept: string, fingerprint: string): Promise<IdempotencyClaim> {
  const kind = kept.slice(0, 1);
  const print = kept.slice(1, 1 + PRINT_LENGTH);
  if ((kind !== RUNNING && kind !== DONE) || print.length < PRINT_LENGTH)
    throw new TypeError('no kept answer');
  if (print !== printOf(fingerprint)) return { kind: 'other-request' };
  if (kind === RUNNING) return { kind: 'running' };
  return { kind: 'done', answer: await unpackAnswer(kept.slice(1 + PRINT_LENGTH)) };
}

/** Of fixed length, so that a script can compare it. */
function printOf(fingerprint: string): string {
  return createHash('sha256').update(fingerprint).digest('hex');
}
