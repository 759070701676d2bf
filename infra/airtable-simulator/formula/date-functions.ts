import { formatDate, parseDate } from './date-format.ts';
import { addUnits, differenceIn, startOf } from './date-units.ts';
import { type FormulaFunctions, takes } from './formula-function.ts';
import {
  FormulaDate,
  type FormulaValue,
  failRow,
  parseIsoMs,
  toDateMs,
  toNumber,
  toText,
} from './formula-value.ts';

const dayMs = 86_400_000;

/** All of them work in GMT. */
export const dateFunctions: FormulaFunctions = {
  NOW: takes(0, 0, (_args, nowMs) => new FormulaDate(nowMs)),
  TODAY: takes(0, 0, (_args, nowMs) => new FormulaDate(Math.floor(nowMs / dayMs) * dayMs)),
  IS_AFTER: takes(2, 2, ([one = null, other = null]) => toDateMs(one) > toDateMs(other)),
  IS_BEFORE: takes(2, 2, ([one = null, other = null]) => toDateMs(one) < toDateMs(other)),
  IS_SAME: takes(2, 3, ([one = null, other = null, unit = 'ms']) => {
    const name = toText(unit);
    return startOf(toDateMs(one), name) === startOf(toDateMs(other), name);
  }),
  DATEADD: takes(
    3,
    3,
    ([date = null, count = null, unit = null]) =>
      new FormulaDate(addUnits(toDateMs(date), toNumber(count), toText(unit))),
  ),
  DATETIME_DIFF: takes(2, 3, ([one = null, other = null, unit = 'seconds']) =>
    differenceIn(toDateMs(one), toDateMs(other), toText(unit)),
  ),
  DATETIME_PARSE: takes(1, 3, ([text = null, format]) => parse(text, format)),
  DATETIME_FORMAT: takes(1, 2, ([date = null, format]) =>
    formatDate(toDateMs(date), format === undefined ? 'YYYY-MM-DDTHH:mm:ssZ' : toText(format)),
  ),
  DATESTR: takes(1, 1, ([date = null]) => formatDate(toDateMs(date), 'YYYY-MM-DD')),
  TIMESTR: takes(1, 1, ([date = null]) => formatDate(toDateMs(date), 'HH:mm:ss')),
  YEAR: takes(1, 1, ([date = null]) => moment(date).getUTCFullYear()),
  MONTH: takes(1, 1, ([date = null]) => moment(date).getUTCMonth() + 1),
  DAY: takes(1, 1, ([date = null]) => moment(date).getUTCDate()),
  WEEKDAY: takes(1, 2, ([date = null]) => moment(date).getUTCDay()),
  HOUR: takes(1, 1, ([date = null]) => moment(date).getUTCHours()),
  MINUTE: takes(1, 1, ([date = null]) => moment(date).getUTCMinutes()),
  SECOND: takes(1, 1, ([date = null]) => moment(date).getUTCSeconds()),
};

function moment(date: FormulaValue): Date {
  return new Date(toDateMs(date));
}

function parse(text: FormulaValue, format: FormulaValue | undefined): FormulaValue {
  if (text instanceof FormulaDate) return text;
  if (text === null) return failRow();
  const source = toText(text).trim();
  const ms = format === undefined ? parseIsoMs(source) : parseDate(source, toText(format));
  return ms === undefined ? failRow() : new FormulaDate(ms);
}
