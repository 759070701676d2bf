import { randomUUID } from 'node:crypto';
import type { BudgetState, CallClass, Clock, RequestBudget } from '../application/ports.ts';
import { CallLine } from '../domain/call-line.ts';
import type { RedisConnection } from './redis-connection.ts';
import { RedisGate } from './redis-gate.ts';
import type { RedisKeys } from './redis-keys.ts';
import { type Replicas, UNCOUNTED } from './replica-census.ts';

export interface RedisRequestBudgetOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
  /** 0 = none. */
  readonly monthlyCalls: number;
  /** Among whom the budget is divided while Redis is away. */
  readonly census?: Replicas;
}

/** How often pauses and calls of others are heard of while this replica makes no calls itself. */
const LOOK_EVERY_MS = 5_000;

/** The budget that all replicas share. */
export class RedisRequestBudget implements RequestBudget {
  readonly #clock: Clock;
  readonly #gate: RedisGate;
  readonly #line: CallLine;
  readonly #closing = new AbortController();

  constructor({ census = UNCOUNTED, ...options }: RedisRequestBudgetOptions) {
    this.#clock = options.clock;
    this.#gate = new RedisGate({
      ...options,
      census,
      replicaId: randomUUID(),
      onPause: (ms) => this.#line.pause(this.#clock.now() + ms),
    });
    this.#line = new CallLine(this.#gate, options.clock);
    void this.#look();
  }

  acquire(callClass: CallClass, options: { signal?: AbortSignal; deadlineMs?: number }): Promise<void> {
    return this.#line.enter(callClass, options);
  }

  async pause(ms: number): Promise<void> {
    this.#line.pause(this.#clock.now() + ms);
    await this.#gate.pause(ms);
  }

  state(): BudgetState {
    return { pausedUntil: this.#line.pausedUntil, callsThisMonth: this.#gate.callsThisMonth };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#line.close();
  }

  async #look(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#gate.look();
      await this.#clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }
}
