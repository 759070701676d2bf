import type { OrderFields } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import type {
  CallOptions,
  ChangesRead,
  Clock,
  FieldOptions,
  FullRead,
  Late,
  OrderSource,
  OrderWrite,
  SourceState,
} from '../../src/application/ports.ts';
import { Failure, OutcomeUnknown } from '../../src/domain/failures.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One step of a call that goes on when the model's scheduler says so. */
interface Pause {
  resume(): void;
  fail(): void;
}

const PAGE = 4;
/** Looks go back by so much: a stamp has whole seconds and may be a second ahead. */
const OVERLAP_MS = 5_000;

/**
 * Airtable as a model: pages are read one by one with live values over ids frozen at the first, stamps have whole
 * seconds, removals are invisible to looks for changes, and every call stops before and after its work until the
 * scheduler lets it go on or break.
 */
export class ModelAirtable implements OrderSource {
  readonly maxBatch = 10;
  readonly rows = new Map<string, OrderFields>();
  /** Every value that a write of ours set, in the order in which it took effect. */
  readonly applied: { recordId: string; field: string; value: string | null }[] = [];
  /** What no caller may do. */
  readonly mistakes: string[] = [];
  readonly #random: SeededRandom;
  readonly #clock: Clock;
  readonly #pauses: Pause[] = [];
  readonly #inFlight = new Set<string>();
  #nextNumber: number;
  calls = 0;

  constructor(random: SeededRandom, clock: Clock, count: number) {
    this.#random = random;
    this.#clock = clock;
    this.#nextNumber = count;
    for (let number = 0; number < count; number++) this.#put(makeOrderFields(number, { status: 'Pending' }));
  }

  get waiting(): number {
    return this.#pauses.length;
  }

  /** Lets one of the calls under way go on, or breaks its connection. */
  proceed(mayFail: boolean): void {
    const [pause] = this.#pauses.splice(this.#random.below(this.#pauses.length), 1);
    if (mayFail && this.#random.chance(0.08)) pause?.fail();
    else pause?.resume();
  }

  /** Somebody else edits, adds or deletes. */
  disturb(): void {
    const ids = [...this.rows.keys()];
    const kind = this.#random.below(10);
    if (kind === 0) this.#put(makeOrderFields(this.#nextNumber++));
    else if (kind === 1 && ids.length > 5) this.rows.delete(this.#random.pick(ids));
    else if (ids.length > 0) {
      const row = this.rows.get(this.#random.pick(ids)) as OrderFields;
      this.#put({ ...row, priority: this.#random.pick(['Low', 'Medium', 'High', null]) });
    }
  }

  async check(): Promise<void> {}

  async readAll({ onProgress }: CallOptions & { onProgress(fetched: number): void }): Promise<FullRead> {
    const cursor = this.#cursor();
    const ids = [...this.rows.keys()];
    const orders: OrderFields[] = [];
    for (let start = 0; start < ids.length || start === 0; start += PAGE) {
      await this.#pause(false);
      orders.push(...ids.slice(start, start + PAGE).flatMap((id) => this.rows.get(id) ?? []));
      onProgress(orders.length);
      await this.#pause(false);
    }
    return { orders, cursor };
  }

  async readChanges(cursor: string): Promise<ChangesRead> {
    await this.#pause(false);
    const next = this.#cursor();
    const orders = [...this.rows.values()].filter(({ updatedAt }) => (updatedAt ?? '') > cursor);
    await this.#pause(false);
    return { orders, removed: [], cursor: next };
  }

  async readOrders(late: Late<readonly string[]>): Promise<(OrderFields | null)[]> {
    await this.#pause(false);
    const recordIds = typeof late === 'function' ? late() : late;
    await this.#pause(false);
    const found = recordIds.map((id) => this.rows.get(id) ?? null);
    await this.#pause(false);
    return found;
  }

  /** Waits for its slot, is sent, takes effect, is answered: anything may happen between two of these. */
  async write(late: Late<readonly OrderWrite[]>): Promise<OrderFields[]> {
    await this.#pause(false);
    const writes = typeof late === 'function' ? late() : late;
    this.#noteInFlight(writes);
    try {
      return await this.#send(writes);
    } finally {
      for (const { recordId } of writes) this.#inFlight.delete(recordId);
    }
  }

  async #send(writes: readonly OrderWrite[]): Promise<OrderFields[]> {
    await this.#pause(true);
    if (writes.some(({ recordId }) => !this.rows.has(recordId))) {
      throw new Failure('write-rejected', 'a record is gone');
    }
    const written = writes.map(({ recordId, values }) => {
      for (const [field, value] of Object.entries(values)) this.applied.push({ recordId, field, value });
      return this.#put({ ...(this.rows.get(recordId) as OrderFields), ...values });
    });
    await this.#pause(true);
    return written;
  }

  async fieldOptions(): Promise<FieldOptions> {
    return { status: null, priority: null };
  }

  state(): SourceState {
    return { state: 'ok', breaker: 'closed', pausedUntil: null, retryAt: null };
  }

  async close(): Promise<void> {}

  #noteInFlight(writes: readonly OrderWrite[]): void {
    if (writes.length === 0 || writes.length > this.maxBatch)
      this.mistakes.push(`a batch of ${writes.length}`);
    for (const { recordId } of writes) {
      if (this.#inFlight.has(recordId)) this.mistakes.push(`${recordId} was in two writes in flight`);
      this.#inFlight.add(recordId);
    }
  }

  #put(row: OrderFields): OrderFields {
    const stamped = { ...row, updatedAt: this.#stamp() };
    this.rows.set(row.recordId, stamped);
    return stamped;
  }

  #stamp(): string {
    const second = Math.floor(this.#clock.now() / 1_000) + (this.#random.chance(0.3) ? 1 : 0);
    return new Date(second * 1_000).toISOString();
  }

  #cursor(): string {
    return new Date(Math.floor(this.#clock.now() / 1_000) * 1_000 - OVERLAP_MS).toISOString();
  }

  #pause(isWrite: boolean): Promise<void> {
    this.calls++;
    return new Promise((resolve, reject) => {
      this.#pauses.push({
        resume: resolve,
        fail: () =>
          reject(isWrite ? new OutcomeUnknown('broken') : new Failure('source-unreachable', 'broken')),
      });
    });
  }
}
