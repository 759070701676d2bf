import { EDITABLE_FIELDS, ORDER_PRIORITIES, ORDER_STATUSES, type OrderFields } from '@orders/contract';
import type {
  CallOptions,
  FieldOptions,
  Late,
  OrderSource,
  OrderWrite,
  SourceFields,
  SourceState,
} from '../../src/application/ports.ts';
import { Failure, WriteRejected } from '../../src/domain/failures.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

export type SourceMethod = 'check' | 'readAll' | 'readChanges' | 'readOrders' | 'write' | 'fieldOptions';

export interface FakeOrderSourceOptions {
  readonly orders?: readonly OrderFields[];
  /** The options of status and priority; the data model's where left out, `null` = the source does not tell. */
  readonly fieldOptions?: Partial<FieldOptions>;
  readonly fields?: Partial<SourceFields>;
  /** Whether `readChanges` tells of deletions, as a webhook does and a modified-since query does not. */
  readonly reportsRemovals?: boolean;
  /** Stamps edits; a clock that counts seconds from a fixed day where left out. */
  readonly now?: () => number;
}

export interface FailureToCome {
  /** Only the next call of this method; any where left out. */
  readonly method?: SourceMethod;
  /** The work is done and only its answer is lost. */
  readonly afterwards?: boolean;
  /** The call never starts, as when the budget refuses it: what comes late has not been asked for. */
  readonly unsent?: boolean;
}

/** An order source in memory: counts calls, and its answers come when the test says so. */
export interface FakeOrderSource extends OrderSource, Turnstile<SourceMethod> {
  /** How often each method was called so far, and all together. */
  readonly calls: Readonly<Record<SourceMethod | 'total', number>>;
  /** The options of every call, in order. */
  readonly callLog: readonly { readonly method: SourceMethod; readonly options: CallOptions }[];
  /** Every batch that was written, in order. */
  readonly written: readonly (readonly OrderWrite[])[];
  readonly isClosed: boolean;
  /** An order as it is upstream now. */
  get(recordId: string): OrderFields | undefined;
  /** Another person changes an order or adds one; the stamp moves unless `fields` names it. */
  set(recordId: string, fields: Partial<OrderFields>): OrderFields;
  /** Another person deletes an order. */
  delete(recordId: string): void;
  /** The next call fails so; several calls of this queue up. */
  failNext(failure: Error, when?: FailureToCome): void;
  /** Every call fails so until `null` is given. */
  failAlways(failure: Error | null): void;
  /** All cursors given out so far are worth nothing: `readChanges` answers `null` to them. */
  forgetCursors(): void;
  setState(state: Partial<SourceState>): void;
}

interface Change {
  readonly recordId: string;
  readonly removed: boolean;
}

export function createFakeOrderSource(options: FakeOrderSourceOptions = {}): FakeOrderSource {
  const orders = new Map((options.orders ?? []).map((order) => [order.recordId, order]));
  const changes: Change[] = [];
  const failures: (FailureToCome & { readonly failure: Error })[] = [];
  const calls = { check: 0, readAll: 0, readChanges: 0, readOrders: 0, write: 0, fieldOptions: 0, total: 0 };
  const callLog: { method: SourceMethod; options: CallOptions }[] = [];
  const written: (readonly OrderWrite[])[] = [];
  const turnstile = createTurnstile<SourceMethod>();
  const now = options.now ?? createSecondCounter();
  const reportsRemovals = options.reportsRemovals ?? true;
  const allowed: FieldOptions = {
    status: [...ORDER_STATUSES],
    priority: [...ORDER_PRIORITIES],
    ...options.fieldOptions,
  };
  let oldestCursor = 0;
  let isClosed = false;
  let standing: Error | null = null;
  let state: SourceState = { state: 'ok', breaker: 'closed', pausedUntil: null, retryAt: null };

  const fields: SourceFields = {
    ...{ missing: [], readOnly: [], notices: [], colors: { status: {}, priority: {} } },
    ...options.fields,
  };

  const stamp = () => new Date(now()).toISOString();

  function put(recordId: string, fields: Partial<OrderFields>): OrderFields {
    const at = stamp();
    const order = { ...(orders.get(recordId) ?? blankOrder(recordId, at)), updatedAt: at, ...fields };
    orders.set(recordId, order);
    changes.push({ recordId, removed: false });
    return order;
  }

  function takeFailure(method: SourceMethod, moment: 'afterwards' | 'unsent' | 'before'): Error | null {
    const isAt = (next: FailureToCome) =>
      moment === 'before' ? !next.afterwards && !next.unsent : next[moment] === true;
    const index = failures.findIndex((next) => (next.method ?? method) === method && isAt(next));
    return index === -1 ? null : (failures.splice(index, 1)[0]?.failure ?? null);
  }

  /** Counts, waits where the test holds calls, fails where it said so. A call starts after being held `before`. */
  async function serve<Asked, T>(
    method: SourceMethod,
    callOptions: CallOptions,
    work: (asked: Asked) => T,
    late?: Late<Asked>,
  ): Promise<T> {
    calls[method] += 1;
    calls.total += 1;
    callLog.push({ method, options: callOptions });
    throwIfAborted(callOptions.signal);
    const unsent = takeFailure(method, 'unsent');
    const early = standing ?? takeFailure(method, 'before');
    await turnstile.pass(method, 'before', callOptions.signal);
    throwIfAborted(callOptions.signal);
    if (unsent !== null) throw unsent;
    const asked = (typeof late === 'function' ? (late as () => Asked)() : late) as Asked;
    if (early !== null) throw early;
    const result = work(asked);
    const afterwards = takeFailure(method, 'afterwards');
    await turnstile.pass(method, 'after', callOptions.signal);
    if (afterwards !== null) throw afterwards;
    return result;
  }

  function changesSince(cursor: string) {
    const from = Number(/^fake:(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
    if (!(from >= oldestCursor)) return null;
    const ids = new Set(changes.slice(from).map((change) => change.recordId));
    const present = [...ids].flatMap((id) => orders.get(id) ?? []);
    const removed = reportsRemovals ? [...ids].filter((id) => !orders.has(id)) : [];
    return { orders: present, removed, tellsRemovals: reportsRemovals, cursor: cursorNow() };
  }

  const cursorNow = () => `fake:${changes.length}`;

  function apply(writes: readonly OrderWrite[]): OrderFields[] {
    for (const write of writes) assertWritable(write, orders, allowed);
    written.push(writes);
    return writes.map((write) => put(write.recordId, write.values));
  }

  return {
    calls,
    callLog,
    written,
    maxBatch: 10,
    get isClosed() {
      return isClosed;
    },
    hold: turnstile.hold,
    releaseNext: turnstile.releaseNext,
    releaseAll: turnstile.releaseAll,
    waiting: turnstile.waiting,
    untilWaiting: turnstile.untilWaiting,
    pass: turnstile.pass,
    get: (recordId) => orders.get(recordId),
    set: put,
    delete(recordId) {
      if (orders.delete(recordId)) changes.push({ recordId, removed: true });
    },
    failNext: (failure, when = {}) => void failures.push({ ...when, failure }),
    failAlways: (failure) => {
      standing = failure;
    },
    forgetCursors() {
      changes.push({ recordId: '', removed: true });
      oldestCursor = changes.length;
    },
    setState: (next) => {
      state = { ...state, ...next };
    },
    check: (callOptions) => serve('check', callOptions, () => undefined),
    readAll: (callOptions) =>
      serve('readAll', callOptions, () => {
        callOptions.onProgress(orders.size);
        return { orders: [...orders.values()], cursor: cursorNow() };
      }),
    readChanges: (cursor, callOptions) => serve('readChanges', callOptions, () => changesSince(cursor)),
    readOrders: (recordIds, callOptions) =>
      serve('readOrders', callOptions, (ids) => ids.map((id) => orders.get(id) ?? null), recordIds),
    write: (writes, callOptions) => serve('write', callOptions, apply, writes),
    fieldOptions: (callOptions) => serve('fieldOptions', callOptions, () => allowed),
    state: () => state,
    fields: () => fields,
    async close() {
      isClosed = true;
      turnstile.releaseAll();
    },
  };
}

function assertWritable(
  write: OrderWrite,
  orders: ReadonlyMap<string, OrderFields>,
  allowed: FieldOptions,
): void {
  if (!orders.has(write.recordId)) {
    throw new WriteRejected('no-such-record', `There is no record ${write.recordId}.`);
  }
  for (const field of EDITABLE_FIELDS) {
    const value = write.values[field];
    if (value !== undefined && value !== null && allowed[field]?.includes(value) === false) {
      throw new WriteRejected('option', `"${value}" is not an option of ${field}.`);
    }
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw signal.reason instanceof Failure
    ? signal.reason
    : new Failure('source-timeout', 'The call was given up.', { cause: signal.reason });
}

function blankOrder(recordId: string, createdAt: string): OrderFields {
  return {
    recordId,
    orderId: null,
    customer: null,
    status: null,
    orderTotal: null,
    createdAt,
    updatedAt: createdAt,
    priority: null,
  };
}

function createSecondCounter(): () => number {
  let seconds = Date.UTC(2026, 10, 23) / 1000;
  return () => {
    seconds += 1;
    return seconds * 1000;
  };
}
