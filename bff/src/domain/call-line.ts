import { type CallClass, chooseNext, rankOf, type Waiting } from './call-order.ts';
import { Failure } from './failures.ts';

/** Hands out slots, to whoever stands first in this line among all lines that the gate serves. */
export interface Gate {
  /** Asks for a slot for the first in line. Must not throw. */
  take(first: { callClass: CallClass; waitedMs: number }): GateAnswer | Promise<GateAnswer>;
  /** Nobody waits here any more, though the gate was told that somebody does. */
  leave(): void;
}

export type GateAnswer =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Calls of this class may not go at all. */
  | { readonly kind: 'refused'; readonly failure: Failure };

interface Timer {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

interface Waiter extends Waiting {
  readonly deadlineAt: number;
  admit(): void;
  reject(error: unknown): void;
}

/** What somebody is told to wait whose deadline came before a slot did. */
const RETRY_AFTER_DEADLINE_MS = 1000;

/** The callers of this process that wait for a slot. */
export class CallLine {
  readonly #gate: Gate;
  readonly #timer: Timer;
  #waiters: Waiter[] = [];
  #pausedUntil = 0;
  #wasLastAged = false;
  #isServing = false;
  #nap: AbortController | null = null;

  constructor(gate: Gate, timer: Timer) {
    this.#gate = gate;
    this.#timer = timer;
  }

  /** Epoch milliseconds until which nobody is let through, or `null`. */
  get pausedUntil(): number | null {
    return this.#pausedUntil > this.#timer.now() ? this.#pausedUntil : null;
  }

  /**
   * Resolves when it is this caller's turn.
   * @throws Failure `source-throttled` as soon as it is certain that this will not be within `deadlineMs`
   */
  enter(callClass: CallClass, options: { signal?: AbortSignal; deadlineMs?: number }): Promise<void> {
    const { signal, deadlineMs } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const arrivedAt = this.#timer.now();
      const abort = () => waiter.reject(signal?.reason);
      const leaving = (settle: () => void) => {
        signal?.removeEventListener('abort', abort);
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        settle();
      };
      const waiter: Waiter = {
        callClass,
        arrivedAt,
        deadlineAt: arrivedAt + (deadlineMs ?? Number.POSITIVE_INFINITY),
        admit: () => leaving(resolve),
        reject: (error) => {
          leaving(() => reject(error));
          this.#wake();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiters.push(waiter);
      this.#rejectHopeless(arrivedAt);
      if (this.#first() === waiter) this.#wake();
      void this.#serve();
    });
  }

  /** Lets nobody through before `untilMs`. A pause is never shortened. */
  pause(untilMs: number): void {
    if (untilMs <= this.#pausedUntil) return;
    this.#pausedUntil = untilMs;
    this.#rejectHopeless(this.#timer.now());
    this.#wake();
  }

  /** Rejects everybody who waits. */
  close(): void {
    const failure = new Failure('source-unreachable', 'no more calls are made: shutting down');
    for (const waiter of [...this.#waiters]) waiter.reject(failure);
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    let isKnownToGate = false;
    try {
      while (this.#waiters.length > 0) {
        const waitMs = this.#pausedUntil - this.#timer.now();
        if (waitMs > 0) await this.#sleep(waitMs);
        else isKnownToGate = await this.#askGate();
      }
    } finally {
      this.#isServing = false;
      if (isKnownToGate) this.#gate.leave();
    }
  }

  /** Whether the gate still counts on somebody of this line afterwards. */
  async #askGate(): Promise<boolean> {
    const first = this.#first();
    if (first === undefined) return false;
    const { callClass, arrivedAt } = first;
    const answer = await this.#gate.take({ callClass, waitedMs: this.#timer.now() - arrivedAt });
    if (answer.kind === 'go') this.#admitOne(callClass);
    else if (answer.kind === 'refused') this.#rejectClass(callClass, answer.failure);
    else if (this.#first()?.callClass === callClass) await this.#sleep(answer.ms);
    return answer.kind === 'wait';
  }

  #first(): Waiter | undefined {
    return chooseNext(this.#waiters, this.#timer.now(), this.#wasLastAged)?.next;
  }

  /** Somebody more urgent may have come while the gate was asked; a less urgent one must not inherit the slot. */
  #admitOne(grantedTo: CallClass): void {
    const choice = chooseNext(this.#waiters, this.#timer.now(), this.#wasLastAged);
    if (choice === null || rankOf(choice.next.callClass) > rankOf(grantedTo)) return;
    this.#wasLastAged = choice.isAged;
    choice.next.admit();
  }

  #rejectClass(callClass: CallClass, failure: Failure): void {
    for (const waiter of this.#waiters) if (waiter.callClass === callClass) waiter.reject(failure);
  }

  /** Ends early when somebody comes or goes, or a pause begins, since then somebody else may be first. */
  async #sleep(ms: number): Promise<void> {
    const now = this.#timer.now();
    const nextDeadline = Math.min(...this.#waiters.map(({ deadlineAt }) => deadlineAt));
    const nap = new AbortController();
    this.#nap = nap;
    await this.#timer.sleep(Math.min(ms, nextDeadline - now), nap.signal).catch(() => {});
    this.#nap = null;
    this.#rejectHopeless(this.#timer.now());
  }

  #wake(): void {
    this.#nap?.abort();
  }

  #rejectHopeless(now: number): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.deadlineAt <= now || waiter.deadlineAt < this.#pausedUntil) {
        const retryAfterMs = this.#pausedUntil > now ? this.#pausedUntil - now : RETRY_AFTER_DEADLINE_MS;
        waiter.reject(new Failure('source-throttled', 'no call may start in time', { retryAfterMs }));
      }
    }
  }
}
