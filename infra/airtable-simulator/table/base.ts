import { randomId } from '../airtable-id.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SimulatorClock } from '../simulator-clock.ts';
import { type SimulatorSwitches, stampOf } from '../simulator-switches.ts';
import type { Actor } from './actor.ts';
import type { Cells, CellValue, FieldDefinition } from './field-definition.ts';
import type { Row } from './row.ts';
import type { Table } from './table.ts';

/** What one call or one person's action does to one table; it happens whole or not at all. */
export interface TableEdit {
  readonly creates?: readonly Cells[];
  readonly updates?: readonly RowUpdate[];
  readonly deletes?: readonly string[];
}

export interface RowUpdate {
  readonly id: string;
  /** By field id; `undefined` clears the cell. */
  readonly changes: ReadonlyMap<string, CellValue | undefined>;
}

export interface RowChange {
  readonly row: Row;
  readonly before: Cells;
  readonly beforeModifiedMs: number | null;
  /** Fields whose value is another one now. */
  readonly fieldIds: readonly string[];
}

export interface SchemaChange {
  readonly before?: FieldDefinition;
  readonly after?: FieldDefinition;
}

/** One committed action, as the webhooks see it. */
export interface Transaction {
  readonly number: number;
  readonly atMs: number;
  readonly actor: Actor;
  readonly table: Table;
  readonly created: readonly Row[];
  readonly changed: readonly RowChange[];
  readonly destroyed: readonly string[];
  readonly schema: readonly SchemaChange[];
}

export interface BaseOptions {
  readonly id: string;
  readonly name: string;
  readonly tables: readonly Table[];
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
}

export class Base {
  readonly id: string;
  readonly name: string;
  readonly tables: readonly Table[];
  readonly #clock: SimulatorClock;
  readonly #random: SeededRandom;
  readonly #switches: Readonly<SimulatorSwitches>;
  readonly #listeners = new Set<(transaction: Transaction) => void>();
  #transactionNumber = 0;

  constructor(options: BaseOptions) {
    this.id = options.id;
    this.name = options.name;
    this.tables = options.tables;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#switches = options.switches;
    for (const table of options.tables) table.joinBase((id) => this.table(id));
  }

  table(nameOrId: string): Table | undefined {
    return this.tables.find((table) => table.id === nameOrId || table.name === nameOrId);
  }

  onTransaction(listener: (transaction: Transaction) => void): void {
    this.#listeners.add(listener);
  }

  /** The caller has checked everything: ids exist, values fit their fields. Returns the rows made. */
  edit(actor: Actor, table: Table, edit: TableEdit): readonly Row[] {
    const atMs = this.#clock.now();
    const stampMs = stampOf(atMs, this.#switches.stampRounding);
    const created = (edit.creates ?? []).map((cells) => this.#create(table, cells, stampMs));
    const changed = (edit.updates ?? []).flatMap((update) => this.#update(table, update, stampMs));
    const destroyed = (edit.deletes ?? []).filter((id) => table.remove(id));
    if (created.length + changed.length + destroyed.length > 0) {
      this.#announce({ atMs, actor, table, created, changed, destroyed, schema: [] });
    }
    return created;
  }

  /** Somebody changes the fields of a table in the app. */
  editFields(actor: Actor, table: Table, fields: readonly FieldDefinition[]): void {
    const before = table.fields;
    table.replaceFields(fields);
    const gone = before.filter((old) => !fields.some((field) => field.id === old.id));
    const schema: SchemaChange[] = gone.map((field) => ({ before: field }));
    for (const after of fields) {
      const old = before.find((field) => field.id === after.id);
      if (old === undefined) schema.push({ after });
      else if (old !== after) schema.push({ before: old, after });
    }
    if (schema.length === 0) return;
    const atMs = this.#clock.now();
    this.#announce({ atMs, actor, table, created: [], changed: [], destroyed: [], schema });
  }

  #create(table: Table, cells: Cells, stampMs: number): Row {
    let id = randomId('rec', this.#random);
    while (table.row(id) !== undefined) id = randomId('rec', this.#random);
    const number = table.nextNumber();
    const row: Row = { id, createdMs: stampMs, number, modifiedMs: stampMs, cells, cellStamps: null };
    table.insert(row);
    return row;
  }

  #update(table: Table, update: RowUpdate, stampMs: number): RowChange[] {
    const row = table.row(update.id);
    if (row === undefined) return [];
    const before = row.cells;
    const differs = (fieldId: string) => update.changes.get(fieldId) !== before[fieldId];
    const fieldIds = [...update.changes.keys()].filter(differs);
    const beforeModifiedMs = row.modifiedMs;
    if (update.changes.size > 0 && (fieldIds.length > 0 || this.#switches.identicalWriteMovesModified)) {
      table.write(row, update.changes, stampMs);
    }
    return fieldIds.length === 0 ? [] : [{ row, before, beforeModifiedMs, fieldIds }];
  }

  #announce(change: Omit<Transaction, 'number'>): void {
    this.#transactionNumber += 1;
    const transaction = { ...change, number: this.#transactionNumber };
    for (const listener of this.#listeners) listener(transaction);
  }
}
