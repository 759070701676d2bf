/** A moment in a formula; kept apart from numbers because it compares and prints differently. */
export class FormulaDate {
  readonly ms: number;

  constructor(ms: number) {
    if (!(Math.abs(ms) <= 8.64e15)) failRow();
    this.ms = ms;
  }
}

/** `null` is blank. */
export type FormulaValue = string | number | boolean | FormulaDate | null;

/** The formula as written cannot be understood; the whole request fails. */
export class FormulaSyntaxError extends Error {
  override readonly name = 'FormulaSyntaxError';
}

/** One row's values do not fit the formula: the cell shows `#ERROR!`, a filter drops the row. */
export class FormulaRowError extends Error {
  override readonly name = 'FormulaRowError';
}

/** Thrown once per bad row, over many thousand rows: one shared error without a stack is enough. */
const rowError = Object.freeze(new FormulaRowError('#ERROR!'));

export function failRow(): never {
  throw rowError;
}

export function toText(value: FormulaValue): string {
  if (value === null) return '';
  if (value instanceof FormulaDate) return new Date(value.ms).toISOString();
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** Blank counts as 0 and a boolean as 1 or 0; text does not turn into a number by itself. */
export function toNumber(value: FormulaValue): number {
  if (value === null) return 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof FormulaDate) return failRow();
  const number = value.trim() === '' ? 0 : Number(value);
  return Number.isNaN(number) ? failRow() : number;
}

/** Text in ISO form is taken as a date; without a zone it means GMT. Blank is an error. */
export function toDateMs(value: FormulaValue): number {
  if (value instanceof FormulaDate) return value.ms;
  if (typeof value !== 'string') return failRow();
  const ms = parseIsoMs(value.trim());
  return ms === undefined ? failRow() : ms;
}

const isoForm = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

export function parseIsoMs(text: string): number | undefined {
  const match = isoForm.exec(text);
  if (match === null) return undefined;
  const time = match[2] ?? '00:00';
  const ms = Date.parse(`${match[1]}T${time.length === 5 ? `${time}:00` : time}${match[3] ?? 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}

export function isTruthy(value: FormulaValue): boolean {
  if (value === null || value === '' || value === false) return false;
  return typeof value !== 'number' || (value !== 0 && !Number.isNaN(value));
}
