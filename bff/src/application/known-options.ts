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
  #isLearnt = false;

  constructor(source: OrderSource) {
    this.#source = source;
  }

  /** Asks the source again, which remembers its answer for a while. */
  async refresh(callClass: CallClass): Promise<void> {
    await this.#learn(callClass).catch(() => {});
  }

  /**
   * Asks the source if it never answered, as in the first moments after the start.
   * @throws Failure when it does not answer now either: what it would take is not known then
   */
  async refreshOnce(callClass: CallClass): Promise<void> {
    if (!this.#isLearnt) await this.#learn(callClass);
  }

  /** The options of the base; where it does not tell them, the data model's; and those that orders have. */
  allowed(field: EditableField, table: OrderTable | null): string[] {
    const known = this.#fromSource[field] ?? DATA_MODEL[field];
    const seen = (table?.valuesOf(field) ?? []).filter((value) => !known.includes(value));
    return [...known, ...seen.sort((left, right) => compareOptions(DATA_MODEL[field], left, right))];
  }

  /** Why no value at all can be written to a field; `null` where it can. */
  unwritable(field: EditableField): string | null {
    const { missing, readOnly } = this.#source.fields();
    if (missing.includes(field)) return 'the Airtable table has no field for it';
    return readOnly.includes(field) ? 'the field is computed by Airtable and cannot be written' : null;
  }

  async #learn(callClass: CallClass): Promise<void> {
    this.#fromSource = await this.#source.fieldOptions({ callClass });
    this.#isLearnt = true;
  }
}
