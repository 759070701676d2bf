import { FormulaDate, type FormulaValue, toText } from './formula-value.ts';
import type { BinaryOperator } from './parse-formula.ts';

/** Blank equals what is empty of the other kind: '' of text, 0 of numbers, false of booleans. */
export function areEqual(left: FormulaValue, right: FormulaValue): boolean {
  if (left === null || right === null) {
    const other = left ?? right;
    return other === null || other === '' || other === 0 || other === false;
  }
  if (left instanceof FormulaDate || right instanceof FormulaDate) {
    if (left instanceof FormulaDate && right instanceof FormulaDate) return left.ms === right.ms;
    return toText(left) === toText(right);
  }
  if (typeof left === 'string' || typeof right === 'string') return left === right;
  return Number(left) === Number(right);
}

export function isOrdered(operator: BinaryOperator, left: FormulaValue, right: FormulaValue): boolean {
  const order = compare(left, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/**
 * NaN (every comparison is false) where the two cannot be ordered. A date against anything else is always
 * the greater one: `LAST_MODIFIED_TIME() > "…"` matches every row of the real service.
 */
function compare(left: FormulaValue, right: FormulaValue): number {
  const isLeftDate = left instanceof FormulaDate;
  const isRightDate = right instanceof FormulaDate;
  if (isLeftDate && isRightDate) return left.ms - right.ms;
  if (isLeftDate) return 1;
  if (isRightDate) return -1;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  return looseNumber(left) - looseNumber(right);
}

function looseNumber(value: string | number | boolean | null): number {
  return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? 0);
}
