import type { Clock, Log, Random } from '../application/ports.ts';
import { RedisBreaker } from './redis-breaker.ts';
import { createRedisClient, type RedisClient, type RedisPurpose, untilReady } from './redis-clients.ts';
import { isForeignContent, storeUnavailable } from './redis-failures.ts';
import { type RedisArgument, type RedisScript, runScript } from './redis-scripts.ts';

export interface RedisConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Stands in for Redis's own clock, in tests. */
  readonly serverNow?: () => number;
  /** Every answer is waited for at least so long, where a busy machine must not look like an outage. */
  readonly leastPatienceMs?: number;
  /** Told of every command or script that was sent: how long it was waited for, in milliseconds. */
  readonly onCommand?: (outcome: 'ok' | 'failed', ms: number) => void;
}

/** How long to wait for an answer, and on which socket, so that nothing urgent queues behind something large. */
const PATIENCE = {
  /** A person's request loses no more than this to a Redis that does not answer; it can do without. */
  request: { purpose: 'requests', timeoutMs: 50 },
  /** It cannot do without, and has to be told soon that there is none. */
  decision: { purpose: 'requests', timeoutMs: 250 },
  /** Nobody waits for it. */
  background: { purpose: 'requests', timeoutMs: 1_000 },
  commit: { purpose: 'bulk', timeoutMs: 2_000 },
  bulk: { purpose: 'bulk', timeoutMs: 5_000 },
} as const;

export type Patience = keyof typeof PATIENCE;

/** Redis as the adapters use it: quick to fail, quick to come back, one log line per change of state. */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  readonly #breaker: RedisBreaker;
  readonly #clients: Record<'requests' | 'bulk', RedisClient>;
  readonly #following = new Set<RedisClient>();
  #lastError = 'not connected yet';
  #wasUp: boolean | null = null;
  #downSince: number | null = null;
  #losses = 0;
  #lastOutage = { until: Number.NEGATIVE_INFINITY, ms: 0 };
  readonly #closing = new AbortController();

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    this.#breaker = new RedisBreaker(options.clock);
    this.#clients = { requests: this.#open('requests'), bulk: this.#open('bulk') };
    this.#clients.requests.on('ready', () => {
      // It has just answered; a pause on top of that of the reconnection would make its return take twice as long.
      this.#breaker.succeeded();
      this.#reportState();
    });
    this.#clients.requests.on('close', () => {
      this.#losses++;
      this.#reportState();
    });
  }

  /** Fires when it is closed, and ends what goes on in the background over it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  isUp(): boolean {
    return this.#clients.requests.status === 'ready' && !this.#breaker.isOpen;
  }

  /** How often the connection was lost: what Redis said before each of them it may have forgotten. */
  get losses(): number {
    return this.#losses;
  }

  /** Whether it was away for at least `ms` in one piece and has come back after `since`. */
  wasAway(since: number, ms: number): boolean {
    return this.#lastOutage.until > since && this.#lastOutage.ms >= ms;
  }

  /** Resolves as soon as commands can be sent; `false` when they cannot after `ms`. */
  async untilUp(ms: number): Promise<boolean> {
    const { clock } = this.#options;
    const patience = new AbortController();
    const clients = Object.values(this.#clients);
    const areReady = Promise.all(clients.map((client) => untilReady(client, patience.signal)));
    const isLate = clock.sleep(ms, patience.signal).then(
      () => false,
      () => false,
    );
    const isUp = await Promise.race([areReady.then(() => true), isLate]);
    patience.abort();
    return isUp;
  }

  /**
   * Runs commands if Redis is there.
   * @throws Failure `store-unavailable`, at once while Redis is known to be away
   */
  async run<T>(patience: Patience, work: (client: RedisClient) => Promise<T>): Promise<T> {
    const { purpose, timeoutMs } = PATIENCE[patience];
    const { leastPatienceMs = 0 } = this.#options;
    const client = this.#clients[purpose];
    // Whether Redis is back is not found out with something large that is waited for long.
    if (this.#breaker.isOpen && purpose === 'bulk') await this.run('decision', (probe) => probe.ping());
    if (client.status !== 'ready') throw storeUnavailable(new Error(this.#lastError));
    if (!this.#breaker.admit()) throw storeUnavailable(new Error(this.#lastError));
    const sentAt = performance.now();
    const told = (outcome: 'ok' | 'failed') => this.#options.onCommand?.(outcome, performance.now() - sentAt);
    try {
      const result = await answerWithin(work(client), Math.max(timeoutMs, leastPatienceMs));
      told('ok');
      this.#breaker.succeeded();
      this.#reportState();
      return result;
    } catch (error) {
      told('failed');
      if (isForeignContent(error)) this.#breaker.succeeded();
      else this.#breaker.failed();
      this.#noteError(error);
      this.#reportState();
      throw isForeignContent(error) ? error : storeUnavailable(error);
    }
  }

  /**
   * Runs a script whose first argument is the time. When something else lies under its keys, they are emptied and it
   * runs once more: all that is kept in Redis can be made anew.
   */
  async runScript(
    patience: Patience,
    script: RedisScript,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<unknown> {
    const { serverNow, log } = this.#options;
    const now = serverNow === undefined ? '' : serverNow();
    const attempt = () => this.run(patience, (client) => runScript(client, script, keys, [now, ...args]));
    try {
      return await attempt();
    } catch (error) {
      if (!isForeignContent(error)) throw error;
      log.error(
        { reason: reasonOf(error), script: script.name, keys },
        'Redis held something unreadable: deleted',
      );
      await this.run(patience, (client) => client.del(...keys));
      return await attempt().catch((again: unknown) => {
        throw storeUnavailable(again);
      });
    }
  }

  /** Redis's clock, in epoch milliseconds. */
  async serverNow(): Promise<number> {
    const { serverNow } = this.#options;
    if (serverNow !== undefined) return serverNow();
    const [seconds = 0, microseconds = 0] = await this.run('background', (client) => client.time());
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  /** A client of one's own for blocking reads; to be given back with `closeFollower`. */
  openFollower(): RedisClient {
    const client = this.#open('following');
    this.#following.add(client);
    return client;
  }

  closeFollower(client: RedisClient): void {
    this.#following.delete(client);
    client.disconnect();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const client of [...Object.values(this.#clients), ...this.#following]) client.disconnect();
  }

  #open(purpose: RedisPurpose): RedisClient {
    const { url, random } = this.#options;
    const client = createRedisClient(url, purpose, random);
    client.on('error', (error: unknown) => this.#noteError(error));
    return client;
  }

  #noteError(error: unknown): void {
    this.#lastError = reasonOf(error);
  }

  #reportState(): void {
    const isUp = this.isUp();
    if (this.closing.aborted || isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    const { clock, log } = this.#options;
    if (isUp && this.#downSince !== null) {
      this.#lastOutage = { until: clock.now(), ms: clock.now() - this.#downSince };
    }
    this.#downSince = isUp ? null : clock.now();
    if (isUp) log.info({}, 'Redis is up');
    else log.warn({ reason: this.#lastError }, 'Redis is down');
  }
}

/** The message alone: the error itself carries the arguments of the command. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The answer, if it comes in time. A process that was busy itself for so long looks into its sockets once more before
 * it gives up; else its own stalls would count as Redis being away.
 */
function answerWithin<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`no answer within ${ms} ms`));
    const timer = setTimeout(() => setImmediate(giveUp), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
