import { anyNumber, type FormulaFunctions, takes } from './formula-function.ts';
import { type FormulaValue, failRow, toNumber, toText } from './formula-value.ts';

export const textFunctions: FormulaFunctions = {
  CONCATENATE: takes(1, anyNumber, (args) => args.map(toText).join('')),
  EXACT: takes(2, 2, ([one = null, other = null]) => toText(one) === toText(other)),
  // FIND says 0 where there is nothing, SEARCH says blank; both tell upper case from lower.
  FIND: takes(2, 3, (args) => positionIn(args)),
  SEARCH: takes(2, 3, (args) => positionIn(args) || null),
  LEFT: takes(1, 2, ([text = null, count = 1]) => sliceText(text, 0, counted(count))),
  RIGHT: takes(1, 2, ([text = null, count = 1]) =>
    counted(count) === 0 ? '' : sliceText(text, -counted(count)),
  ),
  MID: takes(3, 3, ([text = null, from = null, count = null]) => {
    const start = Math.max(0, counted(from) - 1);
    return sliceText(text, start, start + counted(count));
  }),
  LEN: takes(1, 1, ([text = null]) => toText(text).length),
  LOWER: takes(1, 1, ([text = null]) => toText(text).toLowerCase()),
  UPPER: takes(1, 1, ([text = null]) => toText(text).toUpperCase()),
  TRIM: takes(1, 1, ([text = null]) => toText(text).trim()),
  REPT: takes(2, 2, ([text = null, count = null]) => toText(text).repeat(Math.min(10_000, counted(count)))),
  SUBSTITUTE: takes(3, 4, substitute),
  T: takes(1, 1, ([value = null]) => (typeof value === 'string' ? value : null)),
  REGEX_MATCH: takes(2, 2, ([text = null, form = null]) => expression(form, 'u').test(toText(text))),
  REGEX_EXTRACT: takes(2, 2, ([text = null, form = null]) => {
    const match = expression(form, 'u').exec(toText(text));
    return match === null ? failRow() : match[0];
  }),
  REGEX_REPLACE: takes(3, 3, ([text = null, form = null, replacement = null]) =>
    toText(text).replaceAll(expression(form, 'gu'), toText(replacement)),
  ),
};

function positionIn([needle = null, text = null, from = 1]: readonly FormulaValue[]): number {
  return toText(text).indexOf(toText(needle), Math.max(0, toNumber(from) - 1)) + 1;
}

/** Surrogates: some characters are longer than one unit of text. */
const wideCharacter = /[\ud800-\udfff]/;

/** Counts characters. Splitting a text costs much over many thousand rows, and few texts need it. */
function sliceText(value: FormulaValue, start: number, end?: number): string {
  const text = toText(value);
  return wideCharacter.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
}

function counted(value: FormulaValue): number {
  return Math.max(0, Math.trunc(toNumber(value)));
}

function substitute([text = null, old = null, replacement = null, which]: readonly FormulaValue[]): string {
  const source = toText(text);
  const sought = toText(old);
  if (sought === '') return source;
  if (which === undefined) return source.replaceAll(sought, () => toText(replacement));
  const parts = source.split(sought);
  const index = counted(which);
  if (index < 1 || index >= parts.length) return source;
  const head = parts.slice(0, index).join(sought);
  return head + toText(replacement) + parts.slice(index).join(sought);
}

/** The service runs RE2, which knows neither look-around nor back-references. */
const beyondRe2 = /\(\?(?:=|!|<=|<!)|\\[1-9]/;

function expression(form: FormulaValue, flags: string): RegExp {
  const source = toText(form);
  if (beyondRe2.test(source)) failRow();
  try {
    return new RegExp(source, flags);
  } catch {
    return failRow();
  }
}
