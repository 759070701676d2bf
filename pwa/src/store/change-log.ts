import type { Order } from '@orders/contract';
import { createCell, type Observable } from './observable.ts';

/** A field that people see, with what it was and what it is. */
export interface FieldDifference {
  readonly field: WatchedField;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** A change of the server's table that this window saw arrive. */
export interface SeenChange {
  readonly id: number;
  readonly recordId: string;
  /** The Order ID, else the record id. */
  readonly label: string;
  /** Epoch ms: when Airtable says the order was changed, else when that was seen here. */
  readonly at: number;
  readonly kind: 'created' | 'changed' | 'removed';
  /** Empty unless fields have changed. */
  readonly differences: readonly FieldDifference[];
  /** Whether an edit of this device made it. */
  readonly isOwn: boolean;
}

/** An order before and after; `undefined` = there was none, or there is none any more. */
export interface Transition {
  readonly before: Order | undefined;
  readonly after: Order | undefined;
}

const WATCHED_FIELDS = ['status', 'priority', 'customer', 'orderTotal', 'orderId'] as const;
export type WatchedField = (typeof WATCHED_FIELDS)[number];

/** More than anybody reads; the oldest go. */
const MOST = 500;

/** What this window saw change, the latest first. It begins empty with each start: nobody else keeps a history either. */
export class ChangeLog {
  readonly #changes = createCell<readonly SeenChange[]>([]);
  #lastId = 0;

  get changes(): Observable<readonly SeenChange[]> {
    return this.#changes;
  }

  /**
   * Takes down what arrived together.
   * @param answers the server's answers to own edits, by record: what agrees with one is an own change
   */
  note(transitions: Iterable<Transition>, answers: ReadonlyMap<string, Order>, nowMs: number): void {
    const seen: Omit<SeenChange, 'id'>[] = [];
    for (const transition of transitions) {
      const change = changeOf(transition, answers, nowMs);
      if (change !== null) seen.push(change);
    }
    if (seen.length === 0) return;
    seen.sort((left, right) => right.at - left.at);
    const newest = seen.slice(0, MOST);
    this.#lastId += newest.length;
    const numbered = newest.map((change, index) => ({ id: this.#lastId - index, ...change }));
    this.#changes.set([...numbered, ...this.#changes.current()].slice(0, MOST));
  }

  clear(): void {
    this.#changes.set([]);
  }
}

/** What makes one table of the other. */
export function* transitionsBetween(
  before: ReadonlyMap<string, Order>,
  after: ReadonlyMap<string, Order>,
): Generator<Transition> {
  for (const [recordId, order] of after) {
    const earlier = before.get(recordId);
    if (earlier !== order) yield { before: earlier, after: order };
  }
  for (const [recordId, order] of before) if (!after.has(recordId)) yield { before: order, after: undefined };
}

function changeOf(
  { before, after }: Transition,
  answers: ReadonlyMap<string, Order>,
  nowMs: number,
): Omit<SeenChange, 'id'> | null {
  const order = after ?? before;
  if (order === undefined || before?.etag === after?.etag) return null;
  const { recordId } = order;
  const facts = { recordId, label: order.orderId ?? recordId, isOwn: false };
  if (after === undefined) return { ...facts, at: nowMs, kind: 'removed', differences: [] };
  const at = momentOf(after.updatedAt, nowMs);
  if (before === undefined) return { ...facts, at, kind: 'created', differences: [] };
  const differences = differencesOf(before, after);
  const answer = answers.get(recordId);
  const isOwn = answer !== undefined && differences.every(({ field, to }) => answer[field] === to);
  return differences.length === 0 ? null : { ...facts, at, kind: 'changed', differences, isOwn };
}

function differencesOf(before: Order, after: Order): FieldDifference[] {
  return WATCHED_FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    from: before[field],
    to: after[field],
  }));
}

/** Airtable's own time, unless it is blank or in the future, as a column that people fill in may be. */
function momentOf(updatedAt: string | null, nowMs: number): number {
  const at = updatedAt === null ? Number.NaN : Date.parse(updatedAt);
  return at <= nowMs ? at : nowMs;
}
