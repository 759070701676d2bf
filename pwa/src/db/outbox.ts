import type { Order } from '@orders/contract';
import { coalesceEdit, type Edit } from './coalesce-edit.ts';
import { transact, withReopening } from './database-failures.ts';
import { keepMine, takeTheirs } from './decide-conflict.ts';
import { afterAcknowledged, afterRemoved } from './later-entries.ts';
import { type Merge, mergeEdit, renewed } from './merge-edit.ts';
import type { OrderTag, OutboxDatabase } from './outbox-database.ts';
import { type OutboxEntry, readEntry } from './outbox-entry.ts';
import { entriesByOrder, entriesOf } from './outbox-rows.ts';

export interface OutboxOptions {
  readonly db: OutboxDatabase;
  now(): number;
  newKey(): string;
  readonly buildId: string;
}

/** Why an entry goes back to waiting. */
export interface Setback {
  /** A 401 is no attempt: the request was never looked at. */
  readonly isAttempt: boolean;
  readonly nextAt: number;
  /** The server's `Retry-After` as an instant; 0 = it said none. */
  readonly notBefore: number;
  readonly status: number | null;
  readonly problem: string | null;
}

/** How the server answered an own write. */
export interface Acknowledgement {
  readonly order: Order;
  readonly version: string | null;
}

/**
 * The queue of edits. Every method is one transition of one entry and one transaction, and its promise is the
 * transaction's own: what it resolved for is on the disk. A transition asks for the key that the entry was sent with
 * and does nothing when that has changed, so a late answer cannot settle something else.
 *
 *              enqueue                     claim, under the lock
 *  (edit) ───────────────► waiting ──────────────────────────────► sending
 *                            ▲  ▲                                     │
 *                            │  └── putBack: no answer of ours, 5xx, ─┤
 *                            │      408 409 425 429; 401 pauses all   │
 *                            │                                        ├─ 2xx: acknowledge ─► gone, tag kept
 *                            ├── rebased: others changed other fields ┤
 *                            │                                  412: answerStale ─► gone, if theirs is mine
 *                            │                                        ├─► conflict
 *                            │                                        └─ other 4xx: reject ─► rejected
 *  conflict ── keepMine ─────┘  takeTheirs ─► gone      rejected ── discard ─► gone
 *  start: every `sending` ─► waiting, same key, because its outcome is unknown (recover)
 */
export class OutboxQueue {
  readonly #db: OutboxDatabase;
  readonly #now: () => number;
  readonly #newKey: () => string;
  readonly #buildId: string;

  constructor({ db, now, newKey, buildId }: OutboxOptions) {
    this.#db = db;
    this.#now = now;
    this.#newKey = newKey;
    this.#buildId = buildId;
  }

  /** @returns whether there was anything to save */
  async enqueue(edit: Edit): Promise<boolean> {
    return (await this.enqueueAll([edit])) > 0;
  }

  /** Saves all of them or none; of different orders. @returns how many changed anything */
  enqueueAll(edits: readonly Edit[]): Promise<number> {
    return this.#change(async () => {
      const entriesBefore = await entriesByOrder(
        this.#db,
        edits.map(({ order }) => order.recordId),
      );
      const stamp = { now: this.#now(), buildId: this.#buildId };
      const results = edits.flatMap(
        (edit) =>
          coalesceEdit(entriesBefore.get(edit.order.recordId) ?? [], edit, {
            ...stamp,
            key: this.#newKey(),
          }) ?? [],
      );
      await this.#db.outbox.bulkDelete(results.flatMap(({ remove }) => remove));
      await this.#db.outbox.bulkPut(results.flatMap(({ put }) => put));
      await Promise.all(results.flatMap(({ add }) => (add === null ? [] : this.#db.outbox.add(add))));
      return results.length;
    });
  }

  acknowledge(sent: OutboxEntry, answer: Acknowledgement): Promise<void> {
    return this.#withSent(sent, ['sending', 'waiting'], (entry) => this.#settle(entry, answer));
  }

  /** The order has changed since the person saw it. @returns what came of it; `undefined` = the entry is gone */
  answerStale(sent: OutboxEntry, answer: Acknowledgement): Promise<Merge['kind'] | undefined> {
    return this.#withSent(sent, ['sending', 'waiting'], async (entry) => {
      const theirs = answer.order;
      const merge = mergeEdit(entry, theirs);
      if (merge.kind === 'applied') await this.#settle(entry, answer);
      else await this.#tag(answer);
      if (merge.kind === 'rebased') {
        await this.#db.outbox.put(renewed(entry, { ...merge, etag: theirs.etag, key: this.#newKey() }));
      } else if (merge.kind === 'conflict') {
        const last = { lastStatus: 412, lastProblem: null };
        await this.#db.outbox.put({ ...entry, state: 'conflict', server: theirs, ...last });
      }
      return merge.kind;
    });
  }

  async putBack(sent: OutboxEntry, setback: Setback): Promise<void> {
    await this.#withSent(sent, ['sending'], (entry) => {
      const { isAttempt, nextAt, notBefore, status, problem } = setback;
      const attempts = entry.attempts + (isAttempt ? 1 : 0);
      const last = { lastStatus: status, lastProblem: problem };
      return this.#db.outbox.put({ ...entry, state: 'waiting', attempts, nextAt, notBefore, ...last });
    });
  }

  async reject(sent: OutboxEntry, status: number, reason: string): Promise<void> {
    await this.#withSent(sent, ['sending', 'waiting'], (entry) => {
      const last = { attempts: entry.attempts + 1, lastStatus: status, lastProblem: reason };
      return this.#db.outbox.put({ ...entry, state: 'rejected', ...last });
    });
  }

  keepMine(seq: number): Promise<void> {
    return this.#decide(seq, keepMine);
  }

  takeTheirs(seq: number): Promise<void> {
    return this.#decide(seq, takeTheirs);
  }

  /** Forgets an entry that is not on its way just now. */
  async discard(seq: number): Promise<void> {
    await this.#change(async () => {
      const entry = await this.#entry(seq);
      if (entry === null || entry.state === 'sending') return;
      await this.#db.outbox.delete(seq);
      if (entry.state === 'rejected') return;
      for (const later of await this.#laterThan(entry))
        await this.#replace(later, afterRemoved(later, entry));
    });
  }

  async discardParked(id: number): Promise<void> {
    await this.#db.parked.delete(id);
  }

  /** The answers that the copy of the table may not have caught up with. */
  readTags(): Promise<OrderTag[]> {
    return this.#db.orderTags.toArray();
  }

  /** Forgets the answers that the copy of the table has caught up with, unless a newer one came meanwhile. */
  async retireTags(tags: readonly OrderTag[]): Promise<void> {
    await this.#change(async () => {
      const stored = await this.#db.orderTags.bulkGet(tags.map(({ recordId }) => recordId));
      const caughtUp = tags.filter(({ order }, index) => stored[index]?.order.etag === order.etag);
      await this.#db.orderTags.bulkDelete(caughtUp.map(({ recordId }) => recordId));
    });
  }

  #change<T>(job: () => Promise<T>): Promise<T> {
    const { outbox, orderTags } = this.#db;
    return withReopening(this.#db, () => transact(this.#db, [outbox, orderTags], job));
  }

  #withSent<T>(
    sent: OutboxEntry,
    states: readonly OutboxEntry['state'][],
    job: (entry: OutboxEntry) => PromiseLike<T>,
  ): Promise<T | undefined> {
    return this.#change(async () => {
      const entry = await this.#entry(sent.seq);
      if (entry === null || entry.key !== sent.key || !states.includes(entry.state)) return undefined;
      return job(entry);
    });
  }

  async #decide(seq: number, decide: typeof keepMine): Promise<void> {
    await this.#change(async () => {
      const entry = await this.#entry(seq);
      if (entry?.state !== 'conflict' || entry.server === null) return;
      await this.#replace(entry, decide(entry, entry.server, this.#newKey()));
    });
  }

  async #settle(entry: OutboxEntry, answer: Acknowledgement): Promise<void> {
    await this.#db.outbox.delete(entry.seq);
    await this.#tag(answer);
    for (const later of await this.#laterThan(entry)) {
      await this.#db.outbox.put(afterAcknowledged(later, answer.order));
    }
  }

  async #tag(answer: Acknowledgement): Promise<void> {
    const { order, version } = answer;
    await this.#db.orderTags.put({ recordId: order.recordId, order, version, ackedAt: this.#now() });
  }

  async #replace(entry: OutboxEntry, next: OutboxEntry | null): Promise<void> {
    if (next === null) await this.#db.outbox.delete(entry.seq);
    else await this.#db.outbox.put(next);
  }

  async #entry(seq: number): Promise<OutboxEntry | null> {
    const read = readEntry(await this.#db.outbox.get(seq));
    return read.kind === 'entry' ? read.entry : null;
  }

  async #laterThan({ recordId, seq }: OutboxEntry): Promise<OutboxEntry[]> {
    return (await entriesOf(this.#db, recordId)).filter((later) => later.seq > seq);
  }
}
