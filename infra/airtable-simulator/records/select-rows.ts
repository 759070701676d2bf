import type { Evaluate } from '../formula/compile-formula.ts';
import { UnknownFormulaFields } from '../formula/compile-formula.ts';
import {
  FormulaDate,
  FormulaRowError,
  FormulaSyntaxError,
  type FormulaValue,
  isTruthy,
} from '../formula/formula-value.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import type { CellReader } from '../table/cell-reader.ts';
import type { FieldDefinition } from '../table/field-definition.ts';
import { readSafely } from '../table/read-safely.ts';
import type { Row } from '../table/row.ts';
import type { Table } from '../table/table.ts';
import { badFormula } from '../wire/api-failure.ts';
import type { ListParameters, SortKey } from './list-parameters.ts';

export interface RowSelection {
  readonly table: Table;
  readonly reader: CellReader;
  readonly nowMs: number;
  readonly blanksSort: SimulatorSwitches['blanksSort'];
}

/** Ids of the rows that a listing holds, in its order. */
export function selectRowIds(
  selection: RowSelection,
  asked: Pick<ListParameters, 'formula' | 'view' | 'sort' | 'maxRecords'>,
): string[] {
  const { table, view } = { ...selection, ...asked };
  const keeps = [view?.formula, asked.formula]
    .filter((formula) => formula !== undefined)
    .filter((formula) => !['', "''", '""'].includes(formula.trim()))
    .map((formula) => compileFilter(selection, formula));
  let rows = table.sortedIds().flatMap((id) => table.row(id) ?? []);
  if (view !== undefined) rows.sort((one, other) => one.number - other.number);
  for (const keep of keeps) rows = rows.filter(keep);
  const sort = asked.sort.length > 0 ? asked.sort : (view?.sort ?? []);
  return sortRows(selection, rows, sort)
    .slice(0, asked.maxRecords)
    .map((row) => row.id);
}

function compileFilter({ reader, nowMs }: RowSelection, formula: string): (row: Row) => boolean {
  const evaluate = compileOrRefuse(reader, formula);
  return (row) => {
    try {
      return isTruthy(evaluate(row, nowMs));
    } catch (error) {
      if (error instanceof FormulaRowError) return false;
      throw error;
    }
  };
}

function compileOrRefuse(reader: CellReader, formula: string): Evaluate<Row> {
  try {
    return reader.compile(formula);
  } catch (error) {
    if (error instanceof UnknownFormulaFields) throw badFormula(error.message);
    if (error instanceof FormulaSyntaxError) {
      throw badFormula('Invalid formula. Please check your formula text.');
    }
    throw error;
  }
}

type SortValue = string | number | null;

/** Ties stay in the order in which the rows came. */
function sortRows(selection: RowSelection, rows: Row[], keys: readonly SortKey[]): Row[] {
  const columns = keys.flatMap((key) => {
    const field = selection.table.field(key.fieldId);
    return field === undefined ? [] : [{ descending: key.descending, read: sortReader(selection, field) }];
  });
  if (columns.length === 0) return rows;
  const collator = new Intl.Collator('en');
  const blankSide = selection.blanksSort === 'first' ? -1 : 1;
  const keyed = rows.map((row) => ({ row, values: columns.map((column) => column.read(row)) }));
  keyed.sort((one, other) => {
    for (const [index, column] of columns.entries()) {
      const order = compareValues(
        one.values[index] ?? null,
        other.values[index] ?? null,
        collator,
        blankSide,
      );
      if (order !== 0) return column.descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** A single select sorts by the order of its options, not by the alphabet. */
function sortReader({ reader, nowMs }: RowSelection, field: FieldDefinition): (row: Row) => SortValue {
  if (field.type === 'singleSelect') {
    const ranks = new Map(field.choices.map((choice, index) => [choice.id, index]));
    return (row) => ranks.get(String(row.cells[field.id])) ?? null;
  }
  const read = reader.reader(field);
  return (row) => sortValue(readSafely(read, row, nowMs));
}

function sortValue(value: FormulaValue | { readonly error: string }): SortValue {
  if (value instanceof FormulaDate) return value.ms;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' ? null : value;
}

function compareValues(one: SortValue, other: SortValue, collator: Intl.Collator, blankSide: number): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? blankSide : -blankSide;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return collator.compare(String(one), String(other));
}
