import type { SeededRandom } from '../seeded-random.ts';
import { type ActiveFault, type Fault, isSchemaFault } from './fault.ts';
import type { SchemaTrouble } from './schema-trouble.ts';

export interface FaultTarget {
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  readonly undo: () => void;
  seen: number;
  hits: number;
}

/** The faults that are switched on. */
export class FaultBoard {
  readonly #random: SeededRandom;
  readonly #schema: SchemaTrouble;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  constructor(random: SeededRandom, schema: SchemaTrouble) {
    this.#random = random;
    this.#schema = schema;
  }

  /** Returns an id to remove it by. Throws `UnknownTroubleField` when a schema fault names no field. */
  add(fault: Fault): number {
    const undo = isSchemaFault(fault) ? this.#schema.begin(fault) : () => {};
    this.#lastId += 1;
    this.#entries.set(this.#lastId, { id: this.#lastId, fault, undo, seen: 0, hits: 0 });
    return this.#lastId;
  }

  remove(id: number): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    entry.undo();
    return this.#entries.delete(id);
  }

  /** Last first, so that a field renamed twice gets its first name back. */
  clear(): void {
    for (const id of [...this.#entries.keys()].reverse()) this.remove(id);
  }

  active(): ActiveFault[] {
    return [...this.#entries.values()].map(({ id, fault, hits }) => ({ ...fault, id, hits }));
  }

  /** The faults that hit this request; counts them, and drops those that have done their number. */
  take(target: FaultTarget): Fault[] {
    const hitting: Fault[] = [];
    for (const entry of this.#entries.values()) {
      if (isSchemaFault(entry.fault) || !isAimedAt(entry.fault, target)) continue;
      entry.seen += 1;
      if (entry.seen <= (entry.fault.skip ?? 0)) continue;
      if (!this.#random.chance(entry.fault.probability ?? 1)) continue;
      entry.hits += 1;
      hitting.push(entry.fault);
      if (entry.hits >= (entry.fault.count ?? Number.POSITIVE_INFINITY)) this.remove(entry.id);
    }
    return hitting;
  }
}

function isAimedAt(fault: Fault, target: FaultTarget): boolean {
  const endpoints = fault.endpoint === undefined ? undefined : [fault.endpoint].flat();
  if (endpoints !== undefined && !endpoints.some((name) => name === target.endpoint)) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== target.method) return false;
  return fault.pathIncludes === undefined || target.path.includes(fault.pathIncludes);
}
