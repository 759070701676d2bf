import { compileFormula, type Evaluate } from '@orders/infra/airtable-simulator/formula/compile-formula.ts';
import { isTruthy } from '@orders/infra/airtable-simulator/formula/formula-value.ts';
import { AirtableProblem } from '../../src/airtable/airtable-failures.ts';
import { quietTelemetry } from '../../src/airtable/airtable-telemetry.ts';
import type { AirtableRequest } from '../../src/airtable/airtable-transport.ts';
import { createFindOrders } from '../../src/airtable/find-orders.ts';
import { createListOrders } from '../../src/airtable/list-orders.ts';
import { createListTable } from '../../src/airtable/list-table.ts';
import { defaultFieldMapping } from '../../src/airtable/order-mapping.ts';
import type { ReadCall } from '../../src/airtable/read-retries.ts';
import { createRecordReader } from '../../src/airtable/record-reader.ts';
import { SourceRefused } from '../../src/domain/failures.ts';
import { FakeClock } from './fake-clock.ts';
import { createRecordedLog } from './recorded-log.ts';
import { SeededRandom } from './seeded-random.ts';

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export interface ListedTableOptions {
  readonly count: number;
  readonly seed?: number;
  readonly latencyMs?: number;
  /** One call at a time, as a real base works them through. */
  readonly isSerial?: boolean;
}

/** What the base makes of a filter. */
export type Filtering = 'kept' | 'ignored' | 'refused' | 'losing';

/**
 * A table behind the listing call alone, with ids frozen at a first page and values read at each, under a clock that
 * is turned by hand: what the code that lists tables does with time and with odd bases can be tried by the thousand.
 * Filters are worked out by the simulator's reading of formulas.
 */
export class ListedTable {
  readonly clock: FakeClock = new FakeClock();
  readonly log: ReturnType<typeof createRecordedLog> = createRecordedLog();
  readonly random: SeededRandom;
  /** Customers by record id. */
  readonly rows: Map<string, string> = new Map();
  /** Formulas of the calls so far; `null` without one. */
  calls: (string | null)[] = [];
  filtering: Filtering = 'kept';
  latencyMs: number;
  /** Called before each page is worked out; may throw in its place. */
  onCall: (formula: string | null, offset: string | null) => void = () => {};
  isSerial: boolean;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #formulas = new Map<string, Evaluate<string>>();
  readonly list: ReturnType<typeof createListOrders>;
  readonly #read: ReturnType<typeof createListTable>;

  constructor({ count, seed = 1, latencyMs = 0, isSerial = false }: ListedTableOptions) {
    this.random = new SeededRandom(seed);
    this.latencyMs = latencyMs;
    this.isSerial = isSerial;
    for (let number = 0; number < count; number++) this.add();
    const reader = createRecordReader({ log: this.log, telemetry: quietTelemetry });
    const mapping = { ...defaultFieldMapping };
    const fields = { current: () => ({ mapping, labels: mapping, areIds: false }) };
    const address = { baseId: 'appListedTable000', table: 'Orders' };
    this.list = createListOrders({ call: this.#call, address, reader, fields, clock: this.clock });
    const find = createFindOrders(this.list);
    this.#read = createListTable({ ...this, list: this.list, find });
  }

  add(id: string = this.#newId()): string {
    this.rows.set(id, `Customer ${this.rows.size}`);
    return id;
  }

  /** Reads the table while time goes on as it has to. */
  async read(signal?: AbortSignal, onProgress: (fetched: number) => void = () => {}) {
    const startedAt = this.clock.now();
    this.calls = [];
    let isOver = false;
    const reading = this.#read(onProgress, {
      callClass: 'sync',
      ...(signal === undefined ? {} : { signal }),
    }).finally(() => {
      isOver = true;
    });
    reading.catch(() => {});
    while (!isOver) await this.clock.advance(Math.max(1, this.latencyMs / 4));
    const { orders, startedAtMs } = await reading;
    const formulas = new Set(this.calls.filter((formula) => formula?.includes('FIND') ?? false));
    return {
      orders,
      startedAtMs,
      windows: formulas.size,
      calls: this.calls.length,
      ms: this.clock.now() - startedAt,
    };
  }

  readonly #call: ReadCall = async (request, { signal }) => {
    const work = async () => {
      await this.clock.sleep(this.latencyMs / 2, signal);
      const body = this.#page('compose' in request ? request.compose() : request);
      await this.clock.sleep(this.latencyMs / 2, signal);
      return { body, dateMs: this.clock.now() };
    };
    if (!this.isSerial) return work();
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => {});
    return mine;
  };

  #page({ query, body }: AirtableRequest): Readonly<Record<string, unknown>> {
    const asked = { ...Object.fromEntries(query ?? []), ...(body as object) } as Record<string, string>;
    const formula = asked['filterByFormula'] ?? null;
    const offset = asked['offset'] ?? null;
    this.calls.push(formula);
    this.onCall(formula, offset);
    const [name = '', from = '0'] = offset?.split('/') ?? [];
    const ids = offset === null ? this.#select(formula) : (this.#lists.get(name) ?? []);
    const place = Number(from);
    const records = ids.slice(place, place + 100).flatMap((id) => {
      const customer = this.rows.get(id);
      return customer === undefined ? [] : [{ id, fields: { Customer: customer } }];
    });
    if (ids.length <= place + 100) return { records };
    const list = offset === null ? `itr${this.#lists.size}` : name;
    this.#lists.set(list, ids);
    return { records, offset: `${list}/${place + 100}` };
  }

  #select(formula: string | null): readonly string[] {
    const ids = [...this.rows.keys()].sort((one, other) => (one < other ? -1 : 1));
    const isWindow = formula?.includes('FIND') ?? false;
    if (formula === null || (isWindow && this.filtering === 'ignored')) return ids;
    if (isWindow && this.filtering === 'refused') throw refusal();
    const evaluate = this.#formulas.get(formula) ?? compileFormula(formula, SCOPE);
    this.#formulas.set(formula, evaluate);
    const kept = ids.filter((id) => isTruthy(evaluate(id, 0)));
    return isWindow && this.filtering === 'losing' ? kept.slice(1) : kept;
  }

  #newId(): string {
    const id = `rec${Array.from({ length: 14 }, () => this.random.pick([...CHARACTERS])).join('')}`;
    return this.rows.has(id) ? this.#newId() : id;
  }
}

/** Of a row nothing but its id. */
export const SCOPE = {
  field: (): undefined => undefined,
  recordId: (id: string): string => id,
  createdMs: (): number => 0,
  modifiedMs: (): null => null,
};

function refusal(): SourceRefused {
  const problem = new AirtableProblem(422, 'INVALID_FILTER_BY_FORMULA', 'The formula is invalid.');
  return new SourceRefused('request', 'Airtable refused a call with 422.', { cause: problem });
}

/** As Airtable answers to an offset that it has forgotten. */
export function lostOffset(): SourceRefused {
  const problem = new AirtableProblem(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE', '');
  return new SourceRefused('request', 'Airtable refused a call with 422.', { cause: problem });
}
