import type { Clock } from '../application/ports.ts';
import type { Gate, GateAnswer } from '../domain/call-line.ts';
import { AGED_AFTER_MS, type CallClass, rankOf } from '../domain/call-order.ts';
import { Failure } from '../domain/failures.ts';
import { Gcra, GUARDED_WINDOW_MS, slotSpacingMs } from '../domain/gcra.ts';
import { monthEndMs, monthOf } from '../domain/month-plan.ts';
import { TAKE_SLOT } from './budget-script.ts';
import { LONGEST_RETRY_MS } from './redis-clients.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';
import type { Replicas } from './replica-census.ts';

export interface RedisGateOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
  /** 0 = none. */
  readonly monthlyCalls: number;
  /** Among whom the budget is divided while they cannot speak to one another. */
  readonly census: Replicas;
  /** Names this replica in the line. */
  readonly replicaId: string;
  /** Called with what is left of a pause that somebody began, in milliseconds. */
  onPause(ms: number): void;
}

/** How late a caller may come to the slot it was told before the next in line gets it. */
const GRACE_MS = 40;
/** Never more than a quarter: replicas that start while Redis is away do not know of the others. */
const LEAST_SHARES = 4;
/** How often Redis is asked again while it does not answer. */
const ASK_AGAIN_MS = 100;
/**
 * Whoever comes back from an outage holds all slots back for so long: the others, who come back within it, may have
 * sent calls of their own just before.
 */
const HOLD_ON_RETURN_MS = LONGEST_RETRY_MS + 200;

/** Slots shared by all replicas; while Redis is away, this replica's share of them. */
export class RedisGate implements Gate {
  readonly #options: RedisGateOptions;
  /** What this replica may spend by itself, while Redis does not answer. */
  #ownShare: Gcra | null = null;
  /** When Redis began not to answer, if it does not. */
  #failingSince: number | null = null;
  /** When Redis has last answered. */
  #heardAt = Number.NEGATIVE_INFINITY;
  #untoldPauseUntil = 0;
  #month: string;
  #knownCalls = 0;
  #untoldCalls = 0;

  constructor(options: RedisGateOptions) {
    this.#options = options;
    this.#month = monthOf(options.clock.now());
  }

  get callsThisMonth(): number {
    this.#turnPage();
    return this.#knownCalls + this.#untoldCalls;
  }

  async take({ callClass, waitedMs }: { callClass: CallClass; waitedMs: number }): Promise<GateAnswer> {
    try {
      const { kind, waitMs } = await this.#ask(rankOf(callClass), waitedMs);
      if (kind === 'quota') return this.#quotaUsedUp();
      return kind === 'go' ? { kind } : { kind: 'wait', ms: waitMs };
    } catch {
      return this.#takeAlone(callClass);
    }
  }

  leave(): void {
    const { connection, keys, replicaId } = this.#options;
    connection.run('background', (client) => client.hdel(keys.waiting, replicaId)).catch(() => {});
  }

  /** Tells all replicas to hold back; whoever cannot be told now hears of it with the next call. */
  async pause(ms: number): Promise<void> {
    this.#untoldPauseUntil = Math.max(this.#untoldPauseUntil, this.#options.clock.now() + ms);
    await this.look();
  }

  /** Hears of pauses and calls of others. */
  async look(): Promise<void> {
    await this.#ask(null, 0).catch(() => {});
  }

  async #ask(rank: number | null, waitedMs: number): Promise<{ kind: string; waitMs: number }> {
    const { connection, keys, clock } = this.#options;
    this.#turnPage();
    const month = this.#month;
    const [untoldCalls, untoldPauseUntil] = [this.#untoldCalls, this.#untoldPauseUntil];
    this.#untoldCalls = 0;
    try {
      const args = this.#arguments(rank, waitedMs, untoldCalls);
      const reply = await connection.runScript(
        'decision',
        TAKE_SLOT,
        [keys.budget, keys.waiting, keys.month(month)],
        args,
      );
      const [kind, waitMs, pauseMs, calls] = Array.isArray(reply) ? reply : [];
      this.#failingSince = null;
      this.#heardAt = clock.now();
      this.#ownShare = null;
      if (this.#untoldPauseUntil === untoldPauseUntil) this.#untoldPauseUntil = 0;
      if (this.#month === month) this.#knownCalls = Number(calls);
      if (Number(pauseMs) > 0) this.#options.onPause(Number(pauseMs));
      return { kind: String(kind), waitMs: Number(waitMs) };
    } catch (error) {
      this.#untoldCalls += untoldCalls;
      this.#failingSince ??= clock.now();
      throw error;
    }
  }

  #arguments(rank: number | null, waitedMs: number, untoldCalls: number): (string | number)[] {
    const { clock, replicaId, requestsPerSecond, monthlyCalls } = this.#options;
    return [
      replicaId,
      rank ?? '',
      waitedMs,
      slotSpacingMs(requestsPerSecond),
      Math.max(0, this.#untoldPauseUntil - clock.now()),
      this.#returns() ? HOLD_ON_RETURN_MS : 0,
      monthlyCalls,
      untoldCalls,
      this.#knownCalls,
      rankOf('background'),
      AGED_AFTER_MS,
      GRACE_MS,
      LIFETIME_MS.budget,
      LIFETIME_MS.month,
    ];
  }

  /** Only after a whole window of silence: in it, calls may still be under way that had shared slots. */
  #isAlone(): boolean {
    return this.#failingSince !== null && this.#options.clock.now() - this.#failingSince >= GUARDED_WINDOW_MS;
  }

  /** Whether there was an outage in which others may have been alone, also where nothing was asked for in it. */
  #returns(): boolean {
    return this.#isAlone() || this.#options.connection.wasAway(this.#heardAt, GUARDED_WINDOW_MS);
  }

  #takeAlone(callClass: CallClass): GateAnswer {
    const { clock, monthlyCalls, requestsPerSecond, census } = this.#options;
    if (!this.#isAlone()) return { kind: 'wait', ms: ASK_AGAIN_MS };
    const isOverQuota = monthlyCalls > 0 && this.callsThisMonth >= monthlyCalls;
    if (callClass === 'background' && isOverQuota) return this.#quotaUsedUp();
    this.#ownShare ??= new Gcra(slotSpacingMs(requestsPerSecond, Math.max(LEAST_SHARES, census.count)));
    const waitMs = this.#ownShare.take(clock.now());
    if (waitMs > 0) return { kind: 'wait', ms: Math.min(waitMs, ASK_AGAIN_MS) };
    this.#untoldCalls++;
    return { kind: 'go' };
  }

  #quotaUsedUp(): GateAnswer {
    const now = this.#options.clock.now();
    const message = 'the calls of this month are used up';
    const retryAfterMs = monthEndMs(now) - now;
    return { kind: 'refused', failure: new Failure('source-quota-used-up', message, { retryAfterMs }) };
  }

  #turnPage(): void {
    const month = monthOf(this.#options.clock.now());
    if (month === this.#month) return;
    this.#month = month;
    this.#knownCalls = 0;
    this.#untoldCalls = 0;
  }
}
