import type { FormulaValue } from './formula-value.ts';

/** A function that looks at its arguments' values only. */
export interface FormulaFunction {
  readonly minimum: number;
  readonly maximum: number;
  readonly apply: (args: readonly FormulaValue[], nowMs: number) => FormulaValue;
}

export type FormulaFunctions = Readonly<Record<string, FormulaFunction>>;

export function takes(
  minimum: number,
  maximum: number,
  apply: (args: readonly FormulaValue[], nowMs: number) => FormulaValue,
): FormulaFunction {
  return { minimum, maximum, apply };
}

export const anyNumber: number = Number.POSITIVE_INFINITY;
