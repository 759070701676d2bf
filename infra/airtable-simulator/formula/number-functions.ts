import { anyNumber, type FormulaFunctions, takes } from './formula-function.ts';
import { type FormulaValue, toNumber, toText } from './formula-value.ts';

export const numberFunctions: FormulaFunctions = {
  ABS: takes(1, 1, ([value = null]) => Math.abs(toNumber(value))),
  AVERAGE: takes(1, anyNumber, (args) => sum(args) / args.length),
  CEILING: takes(
    1,
    2,
    ([value = null, step = 1]) => Math.ceil(toNumber(value) / toNumber(step)) * toNumber(step),
  ),
  FLOOR: takes(
    1,
    2,
    ([value = null, step = 1]) => Math.floor(toNumber(value) / toNumber(step)) * toNumber(step),
  ),
  INT: takes(1, 1, ([value = null]) => Math.floor(toNumber(value))),
  MAX: takes(1, anyNumber, (args) => Math.max(...args.map(toNumber))),
  MIN: takes(1, anyNumber, (args) => Math.min(...args.map(toNumber))),
  MOD: takes(2, 2, ([value = null, divisor = null]) => modulo(toNumber(value), toNumber(divisor))),
  POWER: takes(2, 2, ([value = null, exponent = null]) => toNumber(value) ** toNumber(exponent)),
  ROUND: takes(1, 2, ([value = null, digits = 0]) => roundTo(value, digits, roundHalfUp)),
  ROUNDUP: takes(1, 2, ([value = null, digits = 0]) => roundTo(value, digits, awayFromZero)),
  ROUNDDOWN: takes(1, 2, ([value = null, digits = 0]) => roundTo(value, digits, Math.trunc)),
  SQRT: takes(1, 1, ([value = null]) => Math.sqrt(toNumber(value))),
  SUM: takes(1, anyNumber, (args) => sum(args)),
  VALUE: takes(1, 1, ([value = null]) => readNumber(value)),
};

function sum(args: readonly FormulaValue[]): number {
  return args.reduce<number>((total, value) => total + toNumber(value), 0);
}

/** The sign follows the divisor, as in spreadsheets. */
function modulo(value: number, divisor: number): number {
  return value - divisor * Math.floor(value / divisor);
}

function roundTo(value: FormulaValue, digits: FormulaValue, round: (value: number) => number): number {
  const places = Math.trunc(toNumber(digits));
  // Shifting in decimal notation keeps 1.005 from becoming 1.00499…
  const shifted = Number(`${toNumber(value)}e${places}`);
  return Number(`${round(Number.isNaN(shifted) ? toNumber(value) * 10 ** places : shifted)}e${-places}`);
}

function roundHalfUp(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function awayFromZero(value: number): number {
  return Math.sign(value) * Math.ceil(Math.abs(value));
}

/** Takes the number out of text such as `$1,234.50`. */
function readNumber(value: FormulaValue): FormulaValue {
  if (typeof value !== 'string') return toNumber(value);
  const digits = value.replaceAll(/[^\d.eE+-]/g, '');
  return digits === '' ? null : toNumber(toText(digits));
}
