import type { OrderFields } from '@orders/contract';
import { Failure, isFailure, OutcomeUnknown, WriteRejected } from '../domain/failures.ts';
import type { Version } from '../domain/version.ts';
import { JoinedCalls } from './joined-calls.ts';
import type { Clock, Late, Log, OrderSource, OrderWrite } from './ports.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import { createTimeLimit } from './time-limit.ts';

export interface OrderWriterOptions {
  readonly source: OrderSource;
  readonly keeper: SnapshotKeeper;
  readonly clock: Clock;
  readonly log: Log;
  /** How long settling an unknown outcome may take, in milliseconds. */
  readonly settleMs: number;
}

interface Waiting {
  readonly write: OrderWrite;
  mayStart(): boolean;
  resolve(order: OrderFields): void;
  reject(error: unknown): void;
}

/** How many batches may be on their way at once; the budget decides how fast they really go. */
const MAX_BATCHES = 4;

/**
 * Takes writes to the source. Those that wait at the same time travel together. A record is in at most one batch at a
 * time because its edits come one after another: two writes to it in flight could take effect in either order.
 */
export class OrderWriter {
  readonly #options: OrderWriterOptions;
  readonly #batches: JoinedCalls<Waiting>;
  /** Records of writes that are waiting or on their way. */
  readonly #unfinished = new Set<string>();
  /** Records of which nobody knows whether the last write reached them. */
  readonly #doubtful = new Set<string>();
  #failedCalls = 0;

  constructor(options: OrderWriterOptions) {
    this.#options = options;
    this.#batches = new JoinedCalls({
      maxItems: options.source.maxBatch,
      maxCalls: MAX_BATCHES,
      call: (take) => this.#send(take),
    });
  }

  /** Records that have to be looked at, since nobody knows whether the table shows their newest state. */
  get doubtful(): string[] {
    return [...this.#doubtful];
  }

  /** How many calls have failed for another reason than what was to be written. */
  get failedCalls(): number {
    return this.#failedCalls;
  }

  /** Whether the record has to be looked at before anything is decided about it. */
  isDoubtful(recordId: string): boolean {
    return this.#doubtful.has(recordId);
  }

  /**
   * Writes to one record; resolves when the source has it and every read here shows it. `mayStart` is asked last
   * before the call goes out: it may have waited for long.
   * @throws WriteRejected when the source refuses the values, other `Failure`s when it cannot be reached
   */
  async write(write: OrderWrite, mayStart = () => true): Promise<OrderFields> {
    const { recordId } = write;
    if (this.#unfinished.has(recordId)) throw new Error('Two writes to one record at the same time.');
    this.#unfinished.add(recordId);
    const { promise, resolve, reject } = Promise.withResolvers<OrderFields>();
    this.#batches.add({ write, mayStart, resolve, reject });
    return promise.finally(() => this.#unfinished.delete(recordId));
  }

  /** Looks at records in the source and takes over what is there; `null` where a record is gone. */
  async look(recordIds: Late<readonly string[]>, signal?: AbortSignal): Promise<(OrderFields | null)[]> {
    const callOptions = { callClass: 'write' as const, ...(signal === undefined ? {} : { signal }) };
    for (;;) {
      let ids = typeof recordIds === 'function' ? [] : recordIds;
      let startedAt = this.#head();
      const start = (take: () => readonly string[]) => () => {
        startedAt = this.#head();
        ids = take();
        return ids;
      };
      const asked = typeof recordIds === 'function' ? start(recordIds) : recordIds;
      const found = await this.#options.source.readOrders(asked, callOptions);
      if (this.#areChangedSince(startedAt, ids)) continue;
      const missing = ids.filter((_, index) => found[index] === null);
      const present = found.filter((order) => order !== null);
      await this.#options.keeper.commitOrders(present, missing);
      for (const recordId of ids) this.#doubtful.delete(recordId);
      return found;
    }
  }

  #head(): Version | undefined {
    return this.#options.keeper.table?.version;
  }

  /**
   * Whether a read was committed for one of these records while a call about them was under way. Nobody can say
   * which of the two saw the newer state, so the records have to be looked at once more. Numbers of another history
   * say nothing about that.
   */
  #areChangedSince(version: Version | undefined, recordIds: readonly string[]): boolean {
    const { table } = this.#options.keeper;
    if (version !== undefined && table?.version.epoch !== version.epoch) return true;
    return recordIds.some((recordId) => (table?.row(recordId)?.seq ?? 0) > (version?.seq ?? 0));
  }

  async #send(take: () => readonly Waiting[]): Promise<void> {
    let startedAt = this.#head();
    const writes = () => {
      startedAt = this.#head();
      const batch = take();
      if (!batch.every(({ mayStart }) => mayStart())) throw tooLate();
      return batch.map(({ write }) => write);
    };
    try {
      const orders = await this.#options.source.write(writes, { callClass: 'write' });
      const batch = take();
      const ids = batch.map(({ write }) => write.recordId);
      const isContested = this.#areChangedSince(startedAt, ids);
      await this.#options.keeper.commitOrders(orders);
      if (isContested) await this.look(ids).catch(() => this.doubt(ids));
      for (const [index, waiting] of batch.entries()) waiting.resolve(orders[index] as OrderFields);
    } catch (error) {
      await this.#sendFailed(take(), error);
    }
  }

  async #sendFailed(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (!(error instanceof WriteRejected)) this.#failedCalls++;
    if (error instanceof WriteRejected && batch.length > 1) {
      await Promise.all(batch.map((waiting) => this.#send(() => [waiting])));
    } else if (error instanceof OutcomeUnknown) {
      await this.#settle(batch, error);
    } else {
      if (error instanceof WriteRejected && error.reason === 'no-such-record') await this.#forget(batch);
      for (const waiting of batch) waiting.reject(error);
    }
  }

  /** Only a look can tell whether the answer was lost before or after the source had written. */
  async #settle(batch: readonly Waiting[], unknown: OutcomeUnknown): Promise<void> {
    const ids = batch.map(({ write }) => write.recordId);
    this.doubt(ids);
    using limit = createTimeLimit(this.#options.clock, this.#options.settleMs);
    try {
      const found = await this.look(ids, limit.signal);
      for (const [index, waiting] of batch.entries()) {
        const order = found[index] ?? null;
        if (order !== null && hasValues(order, waiting.write)) waiting.resolve(order);
        else
          waiting.reject(
            new Failure('source-unreachable', 'the write did not reach Airtable', { cause: unknown }),
          );
      }
      this.#options.log.info({ records: ids.length }, 'settled a write whose answer was lost');
    } catch (error) {
      const cause = isFailure(error) ? unknown : error;
      for (const waiting of batch) waiting.reject(cause);
      // Neither a write nor a look gets through: who waits behind them would wait for the same end.
      for (const waiting of this.#batches.takeWaiting())
        waiting.reject(new Failure(unknown.kind, 'nothing gets through to Airtable', { cause }));
      this.#options.log.warn(
        { err: error, records: ids.length },
        'a write may or may not have reached Airtable',
      );
    }
  }

  /** Has records looked at before anything is decided about them, and at the next read at the latest. */
  doubt(recordIds: readonly string[]): void {
    for (const recordId of recordIds) this.#doubtful.add(recordId);
  }

  async #forget(batch: readonly Waiting[]): Promise<void> {
    await this.look(batch.map(({ write }) => write.recordId)).catch(() => []);
  }
}

function tooLate(): Failure {
  const message = 'the turn to edit was lost before the call went out';
  return new Failure('source-throttled', message, { retryAfterMs: 1_000 });
}

function hasValues(order: OrderFields, { values }: OrderWrite): boolean {
  return Object.entries(values).every(([field, value]) => order[field as keyof OrderFields] === value);
}
