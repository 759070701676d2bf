import type { Order, Summary } from '@orders/contract';
import type { CopyState } from '../db/cache-database.ts';
import { EMPTY_OUTBOX, type OutboxContents } from '../db/outbox-rows.ts';
import { calendarOf } from './calendar-of.ts';
import { ChangeLog, type SeenChange, type Transition, transitionsBetween } from './change-log.ts';
import { countFigures } from './figures.ts';
import { type Cell, createCell, type Observable } from './observable.ts';
import { asBase, type Base, OrderTable } from './order-table.ts';
import { type Overlay, overlayOf } from './overlay.ts';
import type { OrdersStore, OrdersView, ShownSummary, VisibleOrder } from './visible-order.ts';

export interface LocalOrdersOptions {
  /** Epoch ms by the server's clock; decides what today is. */
  now(): number;
  /** Lets the page draw and answer before the next piece of work. */
  pause(): Promise<void>;
  /** Resolves when the page has nothing better to do. */
  untilIdle(): Promise<void>;
}

/** What is said of a copy as a whole. */
export type CopyMoment = Pick<CopyState, 'asOf' | 'version'>;

/** All orders of this device in memory: the copy of the server's table with the outbox laid over it. */
export class LocalOrders implements OrdersStore {
  readonly #options: LocalOrdersOptions;
  readonly #view: Cell<OrdersView>;
  readonly #log = new ChangeLog();
  #table = new OrderTable(calendarOf('UTC'));
  #overlay: Overlay = new Map();
  #outbox: OutboxContents = EMPTY_OUTBOX;
  #phase: OrdersView['phase'] = 'opening';
  #asOf: number | null = null;
  /** The server's data version of the copy. */
  #version: string | null = null;
  #serverSummary: ShownSummary | null = null;
  #summaryDay = '';
  /** Records that change while a table is being built beside the present one; `null` = none is. */
  #changedMeanwhile: Set<string> | null = null;
  #building: Promise<void> = Promise.resolve();

  constructor(options: LocalOrdersOptions) {
    this.#options = options;
    this.#view = createCell(this.#makeView());
  }

  subscribe = (listener: () => void): (() => void) => this.#view.subscribe(listener);
  current = (): OrdersView => this.#view.current();

  /** What this window saw change in the server's table. */
  get seen(): Observable<readonly SeenChange[]> {
    return this.#log.changes;
  }

  /** The database has been read, and there may be nothing in it. */
  opened(): void {
    if (this.#phase === 'opening') this.#phase = 'empty';
    this.#publish();
  }

  /** An order as a person sees it; `null` = unknown here. */
  visibleOrder(recordId: string): VisibleOrder | null {
    return this.#table.orderOf(recordId);
  }

  /** The copy of the table itself, without anything laid over. */
  copy(): Iterable<Order> {
    return this.#table.base.values();
  }

  /** Puts a complete copy in place of everything; what was shown stays until it is ready. */
  replaceCopy(chunks: Iterable<readonly Order[]>, moment: CopyMoment): Promise<void> {
    return this.#inTurn(async () => {
      const base: Base = new Map();
      for (const chunk of chunks) {
        for (const order of chunk)
          base.set(order.recordId, asBase(order, this.#table.base.get(order.recordId)));
        await this.#options.pause();
      }
      const before = this.#table.base;
      await this.#rebuild(base, this.#table.calendar.timeZone);
      if (base.size === 0) this.#log.clear();
      else if (this.#phase === 'ready') this.#note(transitionsBetween(before, base));
      this.#phase = 'ready';
      this.#isOf(moment);
      this.#publish();
      void this.#table.prepareSorting(this.#options.untilIdle);
    });
  }

  /** Takes over what has changed in the server's table. */
  changeCopy(orders: readonly Order[], removed: readonly string[], moment: CopyMoment): void {
    const { base } = this.#table;
    const asOf = this.#asOf;
    const transitions = [
      ...orders.map((after) => ({ before: base.get(after.recordId), after })),
      ...removed.map((recordId) => ({ before: base.get(recordId), after: undefined })),
    ];
    for (const order of orders) base.set(order.recordId, asBase(order, base.get(order.recordId)));
    for (const recordId of removed) base.delete(recordId);
    const changed = [...orders.map(({ recordId }) => recordId), ...removed];
    for (const recordId of changed) this.#changedMeanwhile?.add(recordId);
    this.#note(transitions);
    const isChanged = this.#table.update(changed, this.#overlay);
    const isCaughtUp = this.#isOf(moment);
    if (isChanged || isCaughtUp || asOf !== this.#asOf) this.#publish();
  }

  /** The copy is what Airtable has, as of a later moment. */
  confirm(asOf: number): void {
    if (this.#phase !== 'ready' || (this.#asOf !== null && asOf <= this.#asOf)) return;
    this.#asOf = asOf;
    this.#publish();
  }

  setOutbox(contents: OutboxContents): void {
    const before = this.#overlay;
    this.#outbox = contents;
    this.#overlay = overlayOf(contents, this.#version);
    this.#table.update(new Set([...before.keys(), ...this.#overlay.keys()]), this.#overlay);
    this.#publish();
  }

  /** The zone decides the days of filters and figures. */
  setTimeZone(timeZone: string): Promise<void> {
    return this.#inTurn(async () => {
      if (calendarOf(timeZone).timeZone === this.#table.calendar.timeZone) return;
      await this.#rebuild(this.#table.base, timeZone);
      this.#publish();
    });
  }

  /** The server's own figures, for as long as the copy is not complete. */
  setServerSummary(figures: Summary, asOf: number | null): void {
    this.#serverSummary = { figures, asOf, pendingEdits: 0 };
    if (this.#phase !== 'ready') this.#publish();
  }

  /** Time has passed: at midnight the figures move on by a day. */
  tick(): void {
    if (this.#phase === 'ready' && this.#today() !== this.#summaryDay) this.#publish();
  }

  /** The copy is of that moment now. @returns whether that lets anything be seen differently */
  #isOf({ asOf, version }: CopyMoment): boolean {
    this.#asOf = asOf;
    if (version === this.#version) return false;
    this.#version = version;
    const answered = this.#outbox.tags.map(({ recordId }) => recordId);
    this.#overlay = overlayOf(this.#outbox, version);
    return this.#table.update(answered, this.#overlay);
  }

  #note(transitions: Iterable<Transition>): void {
    const answers = new Map(this.#outbox.tags.map(({ recordId, order }) => [recordId, order]));
    this.#log.note(transitions, answers, this.#options.now());
  }

  async #rebuild(base: Base, timeZone: string): Promise<void> {
    const { pause } = this.#options;
    const changed = new Set<string>();
    this.#changedMeanwhile = changed;
    try {
      const table = await OrderTable.build(calendarOf(timeZone), base, () => this.#overlay, pause);
      table.update(changed, this.#overlay);
      this.#table = table;
    } finally {
      this.#changedMeanwhile = null;
    }
  }

  #inTurn(job: () => Promise<void>): Promise<void> {
    const run = this.#building.then(job);
    this.#building = run.catch(() => undefined);
    return run;
  }

  #publish(): void {
    this.#view.set(this.#makeView());
  }

  #makeView(): OrdersView {
    const table = this.#table;
    const { lists, labels } = table;
    return {
      phase: this.#phase,
      isComplete: this.#phase === 'ready',
      asOf: this.#asOf,
      count: table.count,
      today: this.#today(),
      query: (query) => lists.query(query),
      find: (name) => table.orderOf(labels.recordIdOf(name) ?? name),
      labelOf: (order) => labels.labelOf(order),
      summary: this.#phase === 'ready' ? this.#countedSummary() : this.#serverSummary,
      lastDays: (count) =>
        this.#phase === 'ready' ? table.tally.lastDays(this.#options.now(), count) : null,
      countFigures: async (query, signal) => {
        if (this.#phase !== 'ready') return null;
        const { now, pause } = this.#options;
        return countFigures(
          { rows: lists.rows, calendar: table.calendar, nowMs: now(), pause },
          query,
          signal,
        );
      },
    };
  }

  #countedSummary(): ShownSummary {
    this.#summaryDay = this.#today();
    const figures = this.#table.tally.summary(this.#options.now());
    const before = this.#view.current().summary;
    const pendingEdits = this.#outbox.entries.filter(({ state }) => state !== 'rejected').length;
    const isSame = before !== null && JSON.stringify(before.figures) === JSON.stringify(figures);
    return { figures: isSame ? before.figures : figures, asOf: this.#asOf, pendingEdits };
  }

  #today(): string {
    return this.#table.calendar.dayOf(this.#options.now());
  }
}
