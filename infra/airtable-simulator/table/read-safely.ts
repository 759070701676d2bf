import type { Evaluate } from '../formula/compile-formula.ts';
import { FormulaRowError, type FormulaValue } from '../formula/formula-value.ts';
import type { Row } from './row.ts';

/** The value, or the error that the row's cell shows. */
export function readSafely(
  read: Evaluate<Row>,
  row: Row,
  nowMs: number,
): FormulaValue | { readonly error: '#ERROR!' } {
  try {
    return read(row, nowMs);
  } catch (error) {
    if (error instanceof FormulaRowError) return { error: '#ERROR!' };
    throw error;
  }
}
