import { compileFormula, type Evaluate, type FormulaScope } from '../formula/compile-formula.ts';
import { FormulaDate, failRow } from '../formula/formula-value.ts';
import type { FieldDefinition, FormulaField } from './field-definition.ts';
import { createJsonReader, type JsonReader, type LinkSurroundings, linkedText } from './linked-cells.ts';
import { cellsModifiedMs, type Row } from './row.ts';
import type { Table } from './table.ts';

/** Reads cells of one table, computed ones included, as formulas and every output format see them. */
export class CellReader {
  readonly #table: Table;
  readonly #readers = new Map<string, Evaluate<Row>>();
  #schemaVersion = 0;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Keep the result for one request at most: a later change of the fields makes it out of date. */
  reader(field: FieldDefinition): Evaluate<Row> {
    if (this.#schemaVersion !== this.#table.schemaVersion) {
      this.#readers.clear();
      this.#schemaVersion = this.#table.schemaVersion;
    }
    const known = this.#readers.get(field.id);
    if (known !== undefined) return known;
    // Stands here while the formula is compiled, so that one that refers to itself is an error.
    this.#readers.set(field.id, failRow);
    const made = this.#makeReader(field);
    this.#readers.set(field.id, made);
    return made;
  }

  /** Keep it no longer than a reader. */
  jsonReader(field: FieldDefinition): JsonReader {
    return createJsonReader(this.#links(), this, field);
  }

  /** Throws `FormulaSyntaxError` or `UnknownFormulaFields`. */
  compile(source: string): Evaluate<Row> {
    return compileFormula(source, this.#scope());
  }

  isFormulaValid(field: FormulaField): boolean {
    try {
      this.compile(field.formula);
      return true;
    } catch {
      return false;
    }
  }

  #links(): LinkSurroundings {
    return { table: this.#table, readerOf: (table) => new CellReader(table) };
  }

  #scope(): FormulaScope<Row> {
    return {
      field: (nameOrId) => {
        const field = this.#table.field(nameOrId);
        return field === undefined ? undefined : this.reader(field);
      },
      recordId: (row) => row.id,
      createdMs: (row) => row.createdMs,
      modifiedMs: (row, names) => {
        const ids = names.map((name) => this.#table.field(name)?.id ?? name);
        return ids.length === 0 ? row.modifiedMs : cellsModifiedMs(row, ids);
      },
    };
  }

  #makeReader(field: FieldDefinition): Evaluate<Row> {
    const { id } = field;
    switch (field.type) {
      case 'createdTime':
        return (row) => new FormulaDate(row.createdMs);
      case 'lastModifiedTime':
        return (row) => (row.modifiedMs === null ? null : new FormulaDate(row.modifiedMs));
      case 'autoNumber':
        return (row) => row.number;
      case 'dateTime':
        return (row) => {
          const ms = row.cells[id];
          return typeof ms === 'number' ? new FormulaDate(ms) : null;
        };
      case 'singleSelect': {
        const names = new Map(field.choices.map((choice) => [choice.id, choice.name]));
        return (row) => names.get(String(row.cells[id])) ?? null;
      }
      case 'multipleRecordLinks':
      case 'multipleLookupValues':
        return linkedText(this.#links(), field);
      case 'formula':
        return this.#makeFormulaReader(field);
      default:
        return (row) => row.cells[id] ?? null;
    }
  }

  #makeFormulaReader(field: FormulaField): Evaluate<Row> {
    try {
      return this.compile(field.formula);
    } catch {
      return failRow;
    }
  }
}
