import { dateFunctions } from './date-functions.ts';
import { anyNumber, type FormulaFunctions, takes } from './formula-function.ts';
import { failRow, isTruthy } from './formula-value.ts';
import { numberFunctions } from './number-functions.ts';
import { textFunctions } from './text-functions.ts';

const logicFunctions: FormulaFunctions = {
  AND: takes(1, anyNumber, (args) => args.every(isTruthy)),
  OR: takes(1, anyNumber, (args) => args.some(isTruthy)),
  XOR: takes(1, anyNumber, (args) => args.filter(isTruthy).length % 2 === 1),
  NOT: takes(1, 1, ([value = null]) => !isTruthy(value)),
  TRUE: takes(0, 0, () => true),
  FALSE: takes(0, 0, () => false),
  BLANK: takes(0, 0, () => null),
  ERROR: takes(0, 1, () => failRow()),
};

/** Functions that look at their values only; those about rows and branches are compiled apart. */
export const formulaFunctions: FormulaFunctions = {
  ...logicFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...dateFunctions,
};
