import type { OrderFields } from '@orders/contract';
import { Failure, isFailure, OutcomeUnknown, WriteRejected } from '../domain/failures.ts';
import type { Log, OrderSource, OrderWrite } from './ports.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export interface OrderWriterOptions {
  readonly source: OrderSource;
  readonly keeper: SnapshotKeeper;
  readonly log: Log;
  /** How long settling an unknown outcome may take, in milliseconds. */
  readonly settleMs: number;
}

interface Waiting {
  readonly write: OrderWrite;
  resolve(order: OrderFields): void;
  reject(error: unknown): void;
}

/** How many batches may be on their way at once; the budget decides how fast they really go. */
const MAX_BATCHES_IN_FLIGHT = 4;

/**
 * Takes writes to the source. Those that wait at the same time travel together; a record is in at most one batch at
 * a time because its edits come one after another.
 */
export class OrderWriter {
  readonly #options: OrderWriterOptions;
  /** Records of which nobody knows whether the last write reached them. */
  readonly #doubtful = new Set<string>();
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #isScheduled = false;

  constructor(options: OrderWriterOptions) {
    this.#options = options;
  }

  /** How many writes are waiting or on their way. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight;
  }

  /** Records that have to be looked at, since nobody knows whether the table shows their newest state. */
  get doubtful(): string[] {
    return [...this.#doubtful];
  }

  /** Whether the record has to be looked at before anything is decided about it. */
  isDoubtful(recordId: string): boolean {
    return this.#doubtful.has(recordId);
  }

  /**
   * Writes to one record; resolves when the source has it and every read here shows it.
   * @throws WriteRejected when the source refuses the values, other `Failure`s when it cannot be reached
   */
  write(write: OrderWrite): Promise<OrderFields> {
    const { promise, resolve, reject } = Promise.withResolvers<OrderFields>();
    this.#waiting.push({ write, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** Looks at records in the source and takes over what is there; `null` where a record is gone. */
  async look(recordIds: readonly string[], signal?: AbortSignal): Promise<(OrderFields | null)[]> {
    const callOptions = { callClass: 'write' as const, ...(signal === undefined ? {} : { signal }) };
    for (;;) {
      const startedAtSeq = this.#headSeq();
      const found = await this.#options.source.readOrders(recordIds, callOptions);
      if (this.#areChangedSince(startedAtSeq, recordIds)) continue;
      const missing = recordIds.filter((_, index) => found[index] === null);
      const present = found.filter((order) => order !== null);
      await this.#options.keeper.commitOrders(present, missing);
      for (const recordId of recordIds) this.#doubtful.delete(recordId);
      return found;
    }
  }

  #headSeq(): number {
    return this.#options.keeper.table?.version.seq ?? 0;
  }

  /**
   * Whether a read was committed for one of these records while a call about them was under way. Nobody can say
   * which of the two saw the newer state, so the records have to be looked at once more.
   */
  #areChangedSince(seq: number, recordIds: readonly string[]): boolean {
    const { table } = this.#options.keeper;
    return recordIds.some((recordId) => (table?.row(recordId)?.seq ?? 0) > seq);
  }

  /** One turn of the event loop lets all writes of one moment gather. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#waiting.length > 0 && this.#inFlight < MAX_BATCHES_IN_FLIGHT) {
        const batch = this.#waiting.slice(0, this.#options.source.maxBatch);
        this.#waiting = this.#waiting.slice(batch.length);
        this.#inFlight++;
        void this.#send(batch).finally(() => {
          this.#inFlight--;
          if (this.#waiting.length > 0) this.#schedule();
        });
      }
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const writes = batch.map(({ write }) => write);
    const ids = writes.map(({ recordId }) => recordId);
    const startedAtSeq = this.#headSeq();
    try {
      const orders = await this.#options.source.write(writes, { callClass: 'write' });
      const isContested = this.#areChangedSince(startedAtSeq, ids);
      await this.#options.keeper.commitOrders(orders);
      if (isContested) await this.look(ids).catch(() => this.doubt(ids));
      for (const [index, waiting] of batch.entries()) waiting.resolve(orders[index] as OrderFields);
    } catch (error) {
      await this.#sendFailed(batch, error);
    }
  }

  async #sendFailed(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (error instanceof WriteRejected && batch.length > 1) {
      for (const waiting of batch) await this.#send([waiting]);
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
    try {
      const found = await this.look(ids, AbortSignal.timeout(this.#options.settleMs));
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

function hasValues(order: OrderFields, { values }: OrderWrite): boolean {
  return Object.entries(values).every(([field, value]) => order[field as keyof OrderFields] === value);
}
