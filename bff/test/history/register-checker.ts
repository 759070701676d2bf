/** What an operation did to a register, or saw of it. */
export type RegisterStep =
  | { readonly kind: 'write'; readonly value: string }
  /** A write on condition that was done. */
  | { readonly kind: 'swap'; readonly expected: string; readonly value: string }
  /** A write on condition that was refused, with what was there instead. */
  | { readonly kind: 'refusal'; readonly expected: string; readonly found: string }
  | { readonly kind: 'read'; readonly found: string };

export interface RegisterOperation {
  readonly id: number;
  readonly step: RegisterStep;
  /** Instants of one clock that all operations share. */
  readonly invokedAt: number;
  /** `null`: nobody knows whether it was done; it may take effect at any time after it was asked for, or never. */
  readonly completedAt: number | null;
  /**
   * For what may be answered from an older state, ids of the operations that it must show all the same. Absent: it
   * must show everything that was completed before it was asked for.
   */
  readonly shows?: readonly number[];
}

export type RegisterVerdict =
  | { readonly isLinearizable: true }
  /** The longest order that could be found, and the operations of which none fits next. */
  | {
      readonly isLinearizable: false;
      readonly longest: readonly number[];
      readonly stuck: readonly number[];
    };

interface Node {
  readonly operation: RegisterOperation;
  readonly bit: bigint;
  /** Bits of what must have happened before. */
  readonly before: bigint;
}

/**
 * Whether there is one order of all operations in which each follows those that were completed before it was asked
 * for, and does what a compare-and-set register does. Searches as Wing and Gong do, remembering with Lowe which states
 * led nowhere. What changes nothing is put in as soon as it fits: that never spoils an order.
 */
export function checkRegister(initial: string, operations: readonly RegisterOperation[]): RegisterVerdict {
  const search = new Search(operations);
  return search.from(0n, initial)
    ? { isLinearizable: true }
    : { isLinearizable: false, longest: search.longest, stuck: search.stuck };
}

class Search {
  longest: readonly number[] = [];
  stuck: readonly number[] = [];
  readonly #nodes: readonly Node[];
  /** Bits of what was done for sure. */
  readonly #needed: bigint;
  readonly #deadEnds = new Set<string>();
  readonly #order: number[] = [];

  constructor(operations: readonly RegisterOperation[]) {
    const bits = new Map(operations.map(({ id }, index) => [id, 1n << BigInt(index)]));
    this.#nodes = operations
      .map((operation) => ({
        operation,
        bit: bits.get(operation.id) ?? 0n,
        before: predecessors(operation, operations).reduce((sum, id) => sum | (bits.get(id) ?? 0n), 0n),
      }))
      .sort((one, other) => endOf(one.operation) - endOf(other.operation));
    this.#needed = this.#nodes
      .filter(({ operation }) => operation.completedAt !== null)
      .reduce((sum, { bit }) => sum | bit, 0n);
  }

  from(done: bigint, value: string): boolean {
    const depth = this.#order.length;
    const settled = this.#putInWhatChangesNothing(done, value);
    if ((settled & this.#needed) === this.#needed) return true;
    const state = `${settled} ${value}`;
    if (!this.#deadEnds.has(state)) {
      this.#deadEnds.add(state);
      for (const node of this.#nodes) {
        const next = isPossible(node, settled) ? effect(node.operation.step, value) : null;
        if (next === null) continue;
        this.#order.push(node.operation.id);
        if (this.from(settled | node.bit, next)) return true;
        this.#order.pop();
      }
      this.#remember(settled);
    }
    this.#order.length = depth;
    return false;
  }

  #putInWhatChangesNothing(done: bigint, value: string): bigint {
    let settled = done;
    for (let before = -1n; before !== settled; ) {
      before = settled;
      for (const node of this.#nodes) {
        if (!isPossible(node, settled) || !isObserved(node.operation.step, value)) continue;
        settled |= node.bit;
        this.#order.push(node.operation.id);
      }
    }
    return settled;
  }

  #remember(settled: bigint): void {
    if (this.#order.length < this.longest.length) return;
    this.longest = [...this.#order];
    this.stuck = this.#nodes
      .filter((node) => (node.bit & this.#needed) !== 0n && isPossible(node, settled))
      .map(({ operation }) => operation.id);
  }
}

function isPossible({ bit, before }: Node, done: bigint): boolean {
  return (done & bit) === 0n && (before & ~done) === 0n;
}

/** The value afterwards; `null` where the step is no write or cannot have been done to this value. */
function effect(step: RegisterStep, value: string): string | null {
  if (step.kind === 'write') return step.value;
  return step.kind === 'swap' && step.expected === value ? step.value : null;
}

/** Whether the step saw this value and left it. */
function isObserved(step: RegisterStep, value: string): boolean {
  if (step.kind === 'read') return step.found === value;
  return step.kind === 'refusal' && step.found === value && step.expected !== value;
}

function predecessors(operation: RegisterOperation, all: readonly RegisterOperation[]): number[] {
  if (operation.shows !== undefined) return operation.shows.filter((id) => id !== operation.id);
  return all.filter((other) => endOf(other) < operation.invokedAt).map(({ id }) => id);
}

function endOf({ completedAt }: RegisterOperation): number {
  return completedAt ?? Number.POSITIVE_INFINITY;
}
