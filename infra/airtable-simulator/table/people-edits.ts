import type { SeededRandom } from '../seeded-random.ts';
import type { Actor, Person } from './actor.ts';
import type { Base } from './base.ts';
import { CellDraft } from './cell-draft.ts';
import type { CellReader } from './cell-reader.ts';
import type { Cells } from './field-definition.ts';
import { createRecordWriter, type RecordJson } from './record-view.ts';
import type { Table } from './table.ts';

export interface PeopleEditsOptions {
  readonly base: Base;
  readonly table: Table;
  readonly reader: CellReader;
  readonly random: SeededRandom;
  readonly people: readonly Person[];
  readonly now: () => number;
}

/** Works in the table as people do in the app: no quota, no delay, seen by webhooks as `client`. */
export class PeopleEdits {
  readonly #options: PeopleEditsOptions;

  constructor(options: PeopleEditsOptions) {
    this.#options = options;
  }

  /** Every record as the API would answer it now, by ascending id. */
  all(): RecordJson[] {
    const write = this.#writer();
    const { table } = this.#options;
    return table.sortedIds().flatMap((id) => {
      const row = table.row(id);
      return row === undefined ? [] : [write(row)];
    });
  }

  find(id: string): RecordJson | undefined {
    const row = this.#options.table.row(id);
    return row === undefined ? undefined : this.#writer()(row);
  }

  create(fields: Readonly<Record<string, unknown>>): RecordJson {
    const cells: Cells = {};
    for (const [fieldId, value] of this.#read(fields)) if (value !== undefined) cells[fieldId] = value;
    const [row] = this.#options.base.edit(this.actor(), this.#options.table, { creates: [cells] });
    if (row === undefined) throw new Error('The base made no row.');
    return this.#writer()(row);
  }

  /** `null` clears a cell. Throws when there is no such record or field. */
  update(id: string, fields: Readonly<Record<string, unknown>>): RecordJson {
    const row = this.#options.table.row(id);
    if (row === undefined) throw new RangeError(`No record ${id}.`);
    const updates = [{ id, changes: this.#read(fields) }];
    this.#options.base.edit(this.actor(), this.#options.table, { updates });
    return this.#writer()(row);
  }

  delete(...ids: string[]): void {
    this.#options.base.edit(this.actor(), this.#options.table, { deletes: ids });
  }

  actor(): Actor {
    return { source: 'client', person: this.#options.random.pick(this.#options.people) };
  }

  #read(fields: Readonly<Record<string, unknown>>) {
    const { table, random } = this.#options;
    const draft = new CellDraft({ table, random, typecast: true, mayAddChoices: true });
    const cells = draft.read(fields);
    draft.commitChoices();
    return cells;
  }

  #writer() {
    const { reader, table, now } = this.#options;
    return createRecordWriter(reader, { fields: table.fields, areKeysIds: false }, now());
  }
}
