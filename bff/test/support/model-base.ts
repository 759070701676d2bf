import type { OrderFields } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import type { Clock, OrderWrite } from '../../src/application/ports.ts';
import { Failure } from '../../src/domain/failures.ts';
import { hasSameFields } from '../../src/domain/order-etag.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A state of a record (`null` = it is not there) and the epoch ms from which on it was so. */
interface RecordState {
  readonly order: OrderFields | null;
  readonly from: number;
}

/** States of a record that are remembered, by far more than pass while a read is under way. */
const KEPT_STATES = 200;

export interface ModelBaseOptions {
  readonly random: SeededRandom;
  readonly clock: Clock;
  /** Records to begin with. */
  readonly count: number;
  /** How much Airtable's clock is ahead of everybody else's. */
  readonly skewMs?: number;
}

/** The records of a base, as Airtable keeps them: stamps have whole seconds and may lie one ahead. */
export class ModelBase {
  readonly rows = new Map<string, OrderFields>();
  /** Every value that a write of ours set, in the order in which it took effect. */
  readonly applied: { recordId: string; field: string; value: string | null }[] = [];
  readonly #options: ModelBaseOptions;
  readonly #states = new Map<string, RecordState[]>();
  #nextNumber = 0;

  constructor(options: ModelBaseOptions) {
    this.#options = options;
    for (let number = 0; number < options.count; number++) this.#create('Pending');
  }

  /** Airtable's own time. */
  now(): number {
    return this.#options.clock.now() + (this.#options.skewMs ?? 0);
  }

  /** Ids of all records that ever were. */
  everyId(): IterableIterator<string> {
    return this.#states.keys();
  }

  /** Epoch ms of our clock until which a record was as shown (`undefined` = not there); infinite when it still is. */
  wasSoUntil(recordId: string, shown: OrderFields | undefined): number {
    const states = this.#states.get(recordId) ?? [];
    const index = states.findLastIndex(({ order }) =>
      order === null || shown === undefined ? order === (shown ?? null) : hasSameFields(order, shown),
    );
    if (index === -1 && shown !== undefined) return Number.NEGATIVE_INFINITY;
    return states[index + 1]?.from ?? Number.POSITIVE_INFINITY;
  }

  /** Epoch ms of our clock at which a record that is not there was deleted. */
  goneSince(recordId: string): number {
    return this.#states.get(recordId)?.at(-1)?.from ?? Number.NEGATIVE_INFINITY;
  }

  /** Somebody else edits, adds or deletes, or edits one of the first few; nobody else ever edits a status. */
  disturb(among = Number.POSITIVE_INFINITY): void {
    const { random } = this.#options;
    const ids = [...this.rows.keys()].sort().slice(0, among);
    const kind = random.below(10);
    if (kind === 0 && ids.length < 2 * this.#options.count) this.#create('Pending');
    else if (kind === 1 && ids.length > 5) this.#delete(random.pick(ids));
    else {
      const row = this.rows.get(random.pick(ids)) as OrderFields;
      this.#put({ ...row, priority: random.pick(['Low', 'Medium', 'High', null]) });
    }
  }

  /** @throws Failure `write-rejected` when a record is gone, with nothing written */
  write(writes: readonly OrderWrite[]): OrderFields[] {
    if (writes.some(({ recordId }) => !this.rows.has(recordId))) {
      throw new Failure('write-rejected', 'a record is gone');
    }
    return writes.map(({ recordId, values }) => {
      for (const [field, value] of Object.entries(values)) this.applied.push({ recordId, field, value });
      return this.#put({ ...(this.rows.get(recordId) as OrderFields), ...values });
    });
  }

  #create(status: string): void {
    this.#put(makeOrderFields(this.#nextNumber++, { status }));
  }

  #delete(recordId: string): void {
    this.rows.delete(recordId);
    this.#note(recordId, null);
  }

  #put(row: OrderFields): OrderFields {
    const stamped = { ...row, updatedAt: this.#stamp() };
    this.rows.set(row.recordId, stamped);
    this.#note(row.recordId, stamped);
    return stamped;
  }

  #note(recordId: string, order: OrderFields | null): void {
    const states = this.#states.get(recordId) ?? [];
    states.push({ order, from: this.#options.clock.now() });
    this.#states.set(recordId, states.slice(-KEPT_STATES));
  }

  #stamp(): string {
    const second = Math.floor(this.now() / 1_000) + (this.#options.random.chance(0.3) ? 1 : 0);
    return new Date(second * 1_000).toISOString();
  }
}
