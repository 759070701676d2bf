import { compareOptions, type EditableField, ORDER_PRIORITIES, ORDER_STATUSES } from '@orders/contract';
import type { OrderTable } from '../domain/order-table.ts';
import type { CallClass, FieldOptions, OrderSource } from './ports.ts';

const DATA_MODEL: Record<EditableField, readonly string[]> = {
  status: ORDER_STATUSES,
  priority: ORDER_PRIORITIES,
};

/** Which values the option fields take. Learnt along with the orders, so that asking never costs a call. */
export class KnownOptions {
  readonly #source: OrderSource;
  #fromSource: FieldOptions = { status: null, priority: null };
  #isAsked = false;

  constructor(source: OrderSource) {
    this.#source = source;
  }

  /** Asks the source again, which remembers its answer for a while. */
  async refresh(callClass: CallClass): Promise<void> {
    this.#fromSource = await this.#source.fieldOptions({ callClass }).catch(() => this.#fromSource);
    this.#isAsked = true;
  }

  /** Asks the source if it was never asked, as in the first moments after the start. */
  async refreshOnce(callClass: CallClass): Promise<void> {
    if (!this.#isAsked) await this.refresh(callClass);
  }

  /** The options of the base; where it does not tell them, the data model's; and those that orders have. */
  allowed(field: EditableField, table: OrderTable | null): string[] {
    const known = this.#fromSource[field] ?? DATA_MODEL[field];
    const seen = (table?.valuesOf(field) ?? []).filter((value) => !known.includes(value));
    return [...known, ...seen.sort((left, right) => compareOptions(DATA_MODEL[field], left, right))];
  }
}
