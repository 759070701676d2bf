import { randomId } from '../airtable-id.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SimulatorClock } from '../simulator-clock.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import { typedFailure } from '../wire/api-failure.ts';

/** Where one listing stands: ids and their order as they were at its first page. */
export interface FrozenList {
  readonly iteratorId: string;
  readonly ids: readonly string[];
  /** What was asked for; a page asked for with another filter or order is another listing. */
  readonly fingerprint: string;
}

export interface FrozenPosition {
  readonly list: FrozenList;
  readonly index: number;
  readonly recordId: string;
}

interface Entry {
  readonly list: FrozenList;
  readonly positions: Map<string, number>;
  usedAtMs: number;
}

const offsetForm = /^(itr[A-Za-z0-9]{14})\/(rec[A-Za-z0-9]{14})$/;

/** The listings that can be continued. Each forgets itself when nobody asks for a while. */
export class FrozenLists {
  readonly #clock: SimulatorClock;
  readonly #random: SeededRandom;
  readonly #switches: Pick<SimulatorSwitches, 'iteratorTtlMs'>;
  readonly #entries = new Map<string, Entry>();

  constructor(
    clock: SimulatorClock,
    random: SeededRandom,
    switches: Pick<SimulatorSwitches, 'iteratorTtlMs'>,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#switches = switches;
  }

  get size(): number {
    return this.#entries.size;
  }

  begin(ids: readonly string[], fingerprint: string): FrozenList {
    return { iteratorId: randomId('itr', this.#random), ids, fingerprint };
  }

  /** The offset of the page that begins at this index; `undefined` past the end. */
  offsetAt(list: FrozenList, index: number): string | undefined {
    const recordId = list.ids[index];
    if (recordId === undefined) return undefined;
    this.#dropIdle();
    const entry = this.#entries.get(list.iteratorId) ?? { list, positions: new Map(), usedAtMs: 0 };
    entry.usedAtMs = this.#clock.now();
    entry.positions.set(recordId, index);
    // Re-inserted at the end, so that the idle ones come first.
    this.#entries.delete(list.iteratorId);
    this.#entries.set(list.iteratorId, entry);
    return `${list.iteratorId}/${recordId}`;
  }

  /** Both halves are needed; a well-formed offset nobody remembers has expired. */
  resume(offset: string): FrozenPosition {
    this.#dropIdle();
    const [, iteratorId, recordId] = offsetForm.exec(offset) ?? [];
    if (iteratorId === undefined || recordId === undefined) throw invalidOffset(offset);
    const entry = this.#entries.get(iteratorId);
    if (entry === undefined) throw typedFailure(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
    const index = entry.positions.get(recordId);
    if (index === undefined) throw invalidOffset(offset);
    entry.usedAtMs = this.#clock.now();
    return { list: entry.list, index, recordId };
  }

  /** What a restart of the service does to every listing under way. */
  expireAll(): void {
    this.#entries.clear();
  }

  #dropIdle(): void {
    const oldest = this.#clock.now() - this.#switches.iteratorTtlMs;
    for (const [id, entry] of this.#entries) {
      if (entry.usedAtMs < oldest) this.#entries.delete(id);
    }
  }
}

const invalidOffset = (offset: string) =>
  typedFailure(422, 'INVALID_OFFSET_VALUE', `The value of offset ${offset} is invalid`);
