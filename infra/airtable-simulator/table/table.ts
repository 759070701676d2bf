import type { Cells, CellValue, FieldDefinition, SelectChoice } from './field-definition.ts';
import type { Row } from './row.ts';

export interface View {
  readonly id: string;
  readonly name: string;
  readonly formula?: string;
  readonly sort?: readonly { readonly fieldId: string; readonly descending: boolean }[];
}

export interface TableOptions {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
  readonly views: readonly View[];
}

/** Rows and fields of one table. Changes go through the base, which numbers and announces them. */
export class Table {
  readonly id: string;
  readonly name: string;
  readonly views: readonly View[];
  readonly primaryFieldId: string;
  readonly #rows = new Map<string, Row>();
  #fields: readonly FieldDefinition[];
  #sortedIds: string[] = [];
  #areIdsSorted = true;
  #lastNumber = 0;
  #schemaVersion = 1;
  #tableOf: (id: string) => Table | undefined = () => undefined;

  constructor(options: TableOptions) {
    this.id = options.id;
    this.name = options.name;
    this.views = options.views;
    this.#fields = options.fields;
    this.primaryFieldId = options.fields[0]?.id ?? '';
  }

  get fields(): readonly FieldDefinition[] {
    return this.#fields;
  }

  /** Grows with every change of a field, so that whatever was worked out from the fields can be kept. */
  get schemaVersion(): number {
    return this.#schemaVersion;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Makes the other tables of its base known to it. */
  joinBase(tableOf: (id: string) => Table | undefined): void {
    this.#tableOf = tableOf;
  }

  linkedTable(id: string): Table | undefined {
    return this.#tableOf(id);
  }

  row(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  rows(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** Ascending record id in ASCII order: what the service answers when nobody asks for an order. */
  sortedIds(): readonly string[] {
    if (!this.#areIdsSorted) {
      this.#sortedIds.sort((one, other) => (one < other ? -1 : 1));
      this.#areIdsSorted = true;
    }
    return this.#sortedIds;
  }

  /** Names and ids are matched exactly: case, spaces and emoji count. */
  field(nameOrId: string): FieldDefinition | undefined {
    return this.#fields.find((field) => field.name === nameOrId || field.id === nameOrId);
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  insert(row: Row): void {
    this.#rows.set(row.id, row);
    this.#sortedIds.push(row.id);
    this.#areIdsSorted = false;
  }

  /** `undefined` clears a cell. Cells are replaced, not changed, so that an earlier reader keeps its view. */
  write(row: Row, changes: ReadonlyMap<string, CellValue | undefined>, stampMs: number): void {
    const cells: Cells = { ...row.cells };
    const stamps = { ...row.cellStamps };
    for (const [fieldId, value] of changes) {
      if (value === undefined) delete cells[fieldId];
      else cells[fieldId] = value;
      stamps[fieldId] = stampMs;
    }
    row.cells = cells;
    row.cellStamps = stamps;
    row.modifiedMs = stampMs;
  }

  remove(id: string): boolean {
    if (!this.#rows.delete(id)) return false;
    this.#sortedIds.splice(positionOf(this.sortedIds(), id), 1);
    return true;
  }

  replaceFields(fields: readonly FieldDefinition[]): void {
    this.#fields = fields;
    this.#schemaVersion += 1;
  }

  replaceField(field: FieldDefinition): void {
    this.replaceFields(this.#fields.map((known) => (known.id === field.id ? field : known)));
  }

  addChoices(fieldId: string, added: readonly SelectChoice[]): void {
    const field = this.field(fieldId);
    if (field?.type !== 'singleSelect' || added.length === 0) return;
    this.replaceField({ ...field, choices: [...field.choices, ...added] });
  }
}

function positionOf(sortedIds: readonly string[], id: string): number {
  let low = 0;
  let high = sortedIds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sortedIds[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
