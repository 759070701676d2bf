import {
  type ApiFailure,
  BadAnswer,
  isApiFailure,
  Offline,
  Refused,
  SignedOut,
} from '../api/api-failures.ts';
import type { BffClient } from '../api/bff-client.ts';
import { type ClaimRules, claimEntries, holdAll, peekEntries, recoverEntries } from '../db/claim-entry.ts';
import { withReopening } from '../db/database-failures.ts';
import type { Acknowledgement, OutboxQueue, Setback } from '../db/outbox.ts';
import type { OutboxDatabase } from '../db/outbox-database.ts';
import type { OutboxEntry } from '../db/outbox-entry.ts';
import { classifyStatus } from './classify-status.ts';
import { refusalWords, wordsFor } from './failure-words.ts';
import { backoffMs, nextAttempt } from './retry-policy.ts';
import { sendEdits } from './send-edits.ts';

/** Who is signed in, compared with the person whose edits these are; `other` = somebody else, or nobody. */
export type SessionCheck = 'same' | 'other' | 'unknown';

export interface PushOptions {
  readonly db: OutboxDatabase;
  readonly queue: OutboxQueue;
  readonly client: Pick<BffClient, 'patchOrder' | 'patchOrders' | 'getOrder'>;
  /** Asks the server; never throws. */
  checkSession(): Promise<SessionCheck>;
  /** Whether this build may write to the queue; a newer one in another window ends that. */
  mayWrite(): boolean;
  /** Called after every transition, before the next one begins. */
  onTransition(): Promise<void>;
  now(): number;
  random(): number;
}

export interface PushRound {
  readonly isHurried: boolean;
  readonly signal: AbortSignal;
}

/** What to do after an entry: the next one, the same one again, or stop until that instant (`null` = until a trigger). */
type Step = 'next' | 'again' | { readonly nextAt: number | null };
/** So many orders failing in a row are not the orders' fault. */
const FAILURES_IN_A_ROW = 3;
/** Five calls of Airtable's: what comes in between waits for a second, and a lost answer leaves few in doubt. */
const MOST_TOGETHER = 50;

/**
 * Sends the queue, oldest first, per order strictly in turn; where many orders wait, their first entries go together in
 * one request, each with an answer of its own. An entry leaves only with the server's acknowledgement. To be run under
 * the lock; the transitions are drawn at `OutboxQueue`.
 *
 *   recover ─► anything due? ─no─► stop, come back when the first is
 *                     │ yes
 *              signed in as the owner? ─no─► stop, try on the next trigger
 *                     │ yes
 *                     ▼
 *        ┌──────► claim ──nothing due──► stop, come back when the first is
 *        │            │
 *        │            ▼
 *        │          PATCH ──2xx──► acknowledge ─► go on
 *        │            ├─ 412 ──► answerStale: gone, rebased, or conflict ─► go on
 *        │            ├─ other 4xx ──► reject, this order alone ─► go on
 *        │            ├─ 5xx of one order ──► putBack ─► go on, but not for ever
 *        │            └─ no server, signed out, 429, 503 ──► putBack ─► stop
 *        └────────────── go on
 */
export class Pusher {
  readonly #options: PushOptions;
  #failuresInRow = 0;
  /** How often in a row everything had to wait. */
  #holds = 0;
  #most = MOST_TOGETHER;

  constructor(options: PushOptions) {
    this.#options = options;
  }

  /** Lets entries wait again whose sender is gone; for when there is no server to send them to. */
  async recover(): Promise<void> {
    const { db, onTransition } = this.#options;
    if ((await withReopening(db, () => recoverEntries(db))) > 0) await onTransition();
  }

  /** @returns when to come back, epoch ms; `null` = on the next trigger */
  async drain({ isHurried, signal }: PushRound): Promise<number | null> {
    const { db, now, mayWrite } = this.#options;
    const tried = new Set<number>();
    const rules = () => ({ now: now(), isHurried, except: tried, limit: this.#most });
    this.#failuresInRow = 0;
    this.#most = MOST_TOGETHER;
    await this.recover();
    const first = await withReopening(db, () => peekEntries(db, rules()));
    if (first.entries.length === 0) return first.nextAt;
    const check = await this.#options.checkSession();
    if (check !== 'same') return this.#timeToAskAgain(check);
    while (!signal.aborted && mayWrite()) {
      const { nextAt, isOver } = await this.#sendNext(rules(), tried, signal);
      if (isOver) return nextAt;
    }
    return null;
  }

  async #sendNext(
    rules: ClaimRules,
    tried: Set<number>,
    signal: AbortSignal,
  ): Promise<{ isOver: boolean; nextAt: number | null }> {
    const { db, onTransition } = this.#options;
    const { entries, nextAt } = await withReopening(db, () => claimEntries(db, rules));
    if (entries.length === 0) return { isOver: true, nextAt };
    for (const { seq } of entries) tried.add(seq);
    await onTransition();
    const steps = await this.#send(entries, signal);
    await onTransition();
    for (const [index, { seq }] of entries.entries()) if (steps[index] === 'again') tried.delete(seq);
    const stops = steps.filter((step) => typeof step === 'object');
    return { isOver: stops.length > 0, nextAt: earliest(stops.map((stop) => stop.nextAt)) };
  }

  /** Where nobody could be asked who is signed in, it is tried again by itself. */
  #timeToAskAgain(check: SessionCheck): number | null {
    if (check !== 'unknown') return null;
    const { now, random } = this.#options;
    this.#holds += 1;
    return now() + backoffMs(this.#holds, random);
  }

  /** Another person's edits are never sent: the entry waits as if nothing had been. */
  async #leave(entry: OutboxEntry, check: SessionCheck): Promise<Step> {
    await this.#options.queue.putBack(entry, untouched(entry));
    return { nextAt: this.#timeToAskAgain(check) };
  }

  async #send(entries: readonly OutboxEntry[], signal: AbortSignal): Promise<Step[]> {
    const { client, queue } = this.#options;
    const results = await sendEdits(client, entries, signal);
    if (results === null) this.#most = 1;
    const steps: Step[] = [];
    for (const [index, entry] of entries.entries()) {
      const result = results?.[index];
      if (result === undefined) {
        await queue.putBack(entry, untouched(entry));
        steps.push('again');
      } else if (result.kind === 'written') {
        await queue.acknowledge(entry, result.answer);
        this.#calm();
        steps.push('next');
      } else steps.push(await this.#react(entry, result.failure, signal));
    }
    return steps;
  }

  async #react(entry: OutboxEntry, failure: ApiFailure, signal: AbortSignal): Promise<Step> {
    if (failure instanceof SignedOut) return this.#leave(entry, 'other');
    if (!(failure instanceof Refused)) return this.#wait(entry, failure, signal);
    switch (classifyStatus(failure.status)) {
      case 'sign-in':
        return this.#leave(entry, 'other');
      case 'forbidden':
        return this.#answerForbidden(entry, failure);
      case 'stale':
        return this.#answerStale(entry, failure, signal);
      case 'reject':
        return this.#reject(entry, failure);
      case 'hold':
      case 'retry':
        return this.#wait(entry, failure, signal);
    }
  }

  async #answerForbidden(entry: OutboxEntry, failure: Refused): Promise<Step> {
    const check = await this.#options.checkSession();
    return check === 'same' ? this.#reject(entry, failure) : this.#leave(entry, check);
  }

  async #reject(entry: OutboxEntry, failure: Refused): Promise<Step> {
    this.#calm();
    await this.#options.queue.reject(entry, failure.status, refusalWords(failure));
    return 'next';
  }

  async #answerStale(entry: OutboxEntry, failure: Refused, signal: AbortSignal): Promise<Step> {
    try {
      const answer = await this.#orderAsItIs(entry, failure, signal);
      this.#calm();
      return (await this.#options.queue.answerStale(entry, answer)) === 'rebased' ? 'again' : 'next';
    } catch (second) {
      if (!isApiFailure(second)) throw second;
      return this.#react(entry, second, signal);
    }
  }

  async #orderAsItIs(
    entry: OutboxEntry,
    { current, version }: Refused,
    signal: AbortSignal,
  ): Promise<Acknowledgement> {
    if (current?.recordId === entry.recordId) return { order: current, version };
    const answer = await this.#options.client.getOrder(entry.recordId, signal);
    return { order: answer.body, version: answer.version };
  }

  #calm(): void {
    this.#failuresInRow = 0;
    this.#holds = 0;
  }

  /** Back into the line. Whether others may go on depends on whose fault it seems to be. */
  async #wait(entry: OutboxEntry, failure: ApiFailure, signal: AbortSignal): Promise<Step> {
    const { db, queue, now, random } = this.#options;
    const status = failure instanceof Refused || failure instanceof BadAnswer ? failure.status : null;
    const retryAfterMs = failure instanceof Refused ? failure.retryAfterMs : null;
    const failures = Math.max(entry.attempts, this.#holds);
    // Broken off by this window itself: the next one need not wait.
    const times = signal.aborted ? AT_ONCE : nextAttempt({ failures, retryAfterMs }, now(), random);
    await queue.putBack(entry, { isAttempt: true, ...times, status, problem: wordsFor(failure) });
    if (failure instanceof Offline || (failure instanceof BadAnswer && !failure.isFromServer)) {
      return { nextAt: times.nextAt };
    }
    this.#failuresInRow += 1;
    const isHold = failure instanceof Refused && classifyStatus(failure.status) === 'hold';
    if (!isHold && this.#failuresInRow < FAILURES_IN_A_ROW) return 'next';
    this.#holds += 1;
    await holdAll(db, { hold: times.notBefore, pause: times.nextAt });
    return { nextAt: times.nextAt };
  }
}

const AT_ONCE = { nextAt: 0, notBefore: 0 };

/** As if it had never been claimed. */
function untouched({ lastStatus, lastProblem }: OutboxEntry): Setback {
  return { isAttempt: false, nextAt: 0, notBefore: 0, status: lastStatus, problem: lastProblem };
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}
