import type { OrdersFieldKey } from './orders-base.ts';
import { formatOrderId } from './seed/seed-orders.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SelectChoice } from './table/field-definition.ts';
import type { PeopleEdits } from './table/people-edits.ts';
import type { Row } from './table/row.ts';
import type { Table } from './table/table.ts';

export interface ActivityOptions {
  readonly table: Table;
  readonly people: PeopleEdits;
  readonly fieldId: (key: OrdersFieldKey) => string;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  /** Mean pause between two things that people do. */
  readonly pauseMs: number;
}

/** Other people at work: they move orders on, change priorities, take new orders, seldom delete one. */
export class Activity {
  readonly #options: ActivityOptions;
  #timer: NodeJS.Timeout | undefined;
  #lastOrderNumber: number;

  constructor(options: ActivityOptions) {
    this.#options = options;
    this.#lastOrderNumber = options.table.size;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    if (this.#timer === undefined) this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Does one thing now and names the record, if there was anything to do. */
  step(): string | undefined {
    const draw = this.#options.random.next();
    if (draw < 0.05) return this.#takeOrder();
    const row = this.#pickRow(draw < 0.72);
    if (row === undefined) return this.#takeOrder();
    if (draw < 0.72) return this.#advance(row);
    if (draw < 0.9) return this.#change(row, 'priority', this.#otherChoice(row, 'priority')?.name);
    if (draw < 0.98) return this.#change(row, 'notes', this.#options.random.pick(remarks));
    this.#options.people.delete(row.id);
    return row.id;
  }

  #schedule(): void {
    const { random, pauseMs } = this.#options;
    const pause = Math.min(4 * pauseMs, Math.max(pauseMs / 5, random.exponential(pauseMs)));
    this.#timer = setTimeout(() => {
      this.step();
      this.#schedule();
    }, pause);
    this.#timer.unref();
  }

  /** People mostly touch what is still open: a handful of rows is looked at and the best one taken. */
  #pickRow(preferOpen: boolean): Row | undefined {
    const { table, random } = this.#options;
    const ids = table.sortedIds();
    if (ids.length === 0) return undefined;
    const rows = Array.from({ length: 60 }, () => table.row(random.pick(ids))).filter(
      (row) => row !== undefined,
    );
    const isOpen = (row: Row) => this.#rank(row) >= 0 && this.#rank(row) < this.#statuses().length - 2;
    return (preferOpen ? rows.find(isOpen) : undefined) ?? rows[0];
  }

  #advance(row: Row): string | undefined {
    const statuses = this.#statuses();
    const isCancelled = this.#options.random.chance(0.05);
    // The last option is the one for orders that were called off.
    const next = isCancelled ? statuses.at(-1) : statuses[Math.min(this.#rank(row) + 1, statuses.length - 2)];
    return this.#change(row, 'status', next?.name);
  }

  #takeOrder(): string {
    const { people, random, clock, table } = this.#options;
    const like = this.#pickRow(false);
    const likeTotal = Number(like?.cells[this.#options.fieldId('orderTotal')] ?? 60);
    this.#lastOrderNumber = Math.max(this.#lastOrderNumber + 1, table.size);
    const fields = {
      orderId: formatOrderId(this.#lastOrderNumber),
      customer: like?.cells[this.#options.fieldId('customer')] ?? 'Walk-in customer',
      status: this.#statuses()[0]?.name,
      orderTotal: Math.round(likeTotal * Math.exp(0.4 * random.normal()) * 100) / 100,
      createdAt: new Date(clock.now()).toISOString(),
      priority: random.chance(0.05) ? undefined : this.#drawn(this.#choices('priority'))?.name,
    };
    return people.create(this.#known(fields)).id;
  }

  #change(row: Row, key: OrdersFieldKey, value: unknown): string | undefined {
    const fields = this.#known({ [key]: value });
    if (Object.keys(fields).length === 0) return undefined;
    return this.#options.people.update(row.id, fields).id;
  }

  /** By field id, without what is unset or what somebody removed from the table. */
  #known(fields: Readonly<Partial<Record<OrdersFieldKey, unknown>>>): Record<string, unknown> {
    const { table, fieldId } = this.#options;
    const entries = (Object.entries(fields) as [OrdersFieldKey, unknown][])
      .map(([key, value]) => [fieldId(key), value] as const)
      .filter(([id, value]) => value !== undefined && table.field(id) !== undefined);
    return Object.fromEntries(entries);
  }

  #otherChoice(row: Row, key: OrdersFieldKey): SelectChoice | undefined {
    const current = row.cells[this.#options.fieldId(key)];
    return this.#drawn(this.#choices(key).filter((choice) => choice.id !== current));
  }

  #drawn(choices: readonly SelectChoice[]): SelectChoice | undefined {
    return choices.length === 0 ? undefined : this.#options.random.pick(choices);
  }

  #rank(row: Row): number {
    const current = row.cells[this.#options.fieldId('status')];
    return this.#statuses().findIndex((choice) => choice.id === current);
  }

  #statuses(): readonly SelectChoice[] {
    return this.#choices('status');
  }

  #choices(key: OrdersFieldKey): readonly SelectChoice[] {
    const field = this.#options.table.field(this.#options.fieldId(key));
    return field?.type === 'singleSelect' ? field.choices : [];
  }
}

const remarks = [
  'Called the customer, all fine.',
  'Driver is on the way.',
  'Waiting for the second box.',
  'Address checked.',
];
