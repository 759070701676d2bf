import type { OrderFields } from '@orders/contract';
import type {
  CallOptions,
  ChangesRead,
  FieldOptions,
  FullRead,
  Late,
  OrderSource,
  OrderWrite,
  SourceFields,
  SourceState,
} from '../../src/application/ports.ts';
import type { ModelBase } from './model-base.ts';

export interface ModelCall extends CallOptions {
  readonly isWrite: boolean;
}

/** What lies between a caller and the base. Each step may take time, or fail with what a call fails with. */
export interface ModelNetwork {
  /** Resolves when the call may start. */
  slot(call: ModelCall): Promise<void>;
  /** Resolves when it has reached the base. */
  reach(call: ModelCall): Promise<void>;
  /** Resolves when its answer is back. */
  answer(call: ModelCall): Promise<void>;
}

const PAGE = 4;
/** Looks go back by so much: a stamp has whole seconds and may be a second ahead. */
const OVERLAP_MS = 5_000;

/**
 * Airtable as a model: pages are read one by one with live values over ids frozen at the first, and removals are
 * invisible to looks for changes.
 */
export class ModelOrderSource implements OrderSource {
  readonly maxBatch = 10;
  /** What no caller may do. */
  readonly mistakes: string[] = [];
  readonly #base: ModelBase;
  readonly #network: ModelNetwork;
  readonly #inFlight = new Set<string>();

  constructor(base: ModelBase, network: ModelNetwork) {
    this.#base = base;
    this.#network = network;
  }

  async check(): Promise<void> {}

  async readAll(options: CallOptions & { onProgress(fetched: number): void }): Promise<FullRead> {
    const page = (ids: readonly string[]) => ids.flatMap((id) => this.#base.rows.get(id) ?? []);
    const { ids, cursor, orders } = await this.#call(options, () => {
      const all = [...this.#base.rows.keys()];
      return { ids: all, cursor: this.#cursor(), orders: page(all.slice(0, PAGE)) };
    });
    options.onProgress(orders.length);
    for (let start = PAGE; start < ids.length; start += PAGE) {
      orders.push(...(await this.#call(options, () => page(ids.slice(start, start + PAGE)))));
      options.onProgress(orders.length);
    }
    return { orders, cursor };
  }

  readChanges(cursor: string, options: CallOptions): Promise<ChangesRead> {
    return this.#call(options, () => {
      const orders = [...this.#base.rows.values()].filter(({ updatedAt }) => (updatedAt ?? '') > cursor);
      return { orders, removed: [], tellsRemovals: false, cursor: this.#cursor() };
    });
  }

  async readOrders(ids: Late<readonly string[]>, options: CallOptions): Promise<(OrderFields | null)[]> {
    await this.#network.slot({ ...options, isWrite: false });
    const recordIds = typeof ids === 'function' ? ids() : ids;
    return this.#exchange({ ...options, isWrite: false }, () =>
      recordIds.map((id) => this.#base.rows.get(id) ?? null),
    );
  }

  async write(late: Late<readonly OrderWrite[]>, options: CallOptions): Promise<OrderFields[]> {
    const call = { ...options, isWrite: true };
    await this.#network.slot(call);
    const writes = typeof late === 'function' ? late() : late;
    this.#noteInFlight(writes);
    try {
      return await this.#exchange(call, () => this.#base.write(writes));
    } finally {
      for (const { recordId } of writes) this.#inFlight.delete(recordId);
    }
  }

  async fieldOptions(): Promise<FieldOptions> {
    return { status: null, priority: null };
  }

  state(): SourceState {
    return { state: 'ok', breaker: 'closed', pausedUntil: null, retryAt: null };
  }

  fields(): SourceFields {
    return { missing: [], readOnly: [], notices: [], colors: { status: {}, priority: {} } };
  }

  async close(): Promise<void> {}

  async #call<T>(options: CallOptions, work: () => T): Promise<T> {
    const call = { ...options, isWrite: false };
    await this.#network.slot(call);
    return this.#exchange(call, work);
  }

  async #exchange<T>(call: ModelCall, work: () => T): Promise<T> {
    await this.#network.reach(call);
    const result = work();
    await this.#network.answer(call);
    return result;
  }

  #noteInFlight(writes: readonly OrderWrite[]): void {
    if (writes.length === 0 || writes.length > this.maxBatch)
      this.mistakes.push(`a batch of ${writes.length}`);
    for (const { recordId } of writes) {
      if (this.#inFlight.has(recordId)) this.mistakes.push(`${recordId} was in two writes in flight`);
      this.#inFlight.add(recordId);
    }
  }

  #cursor(): string {
    return new Date(Math.floor(this.#base.now() / 1_000) * 1_000 - OVERLAP_MS).toISOString();
  }
}
