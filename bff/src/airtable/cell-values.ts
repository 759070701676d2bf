/** Why a cell cannot be read. */
export type CellProblem =
  | 'special-value'
  | 'error-value'
  | 'wrong-type'
  | 'not-a-number'
  | 'out-of-range'
  | 'not-a-time';

/** A readable value, blank (`null`), or why there is none. */
export type CellReading<T> = { readonly value: T | null } | { readonly problem: CellProblem };

type Scalar = string | number | boolean;

const BLANK = { value: null };

/**
 * A cell as text. Numbers count (an Order ID may be an autonumber), options and people by their name, several
 * linked or looked-up values joined.
 */
export function readText(cell: unknown): CellReading<string> {
  const scalars = scalarsOf(cell);
  if ('problem' in scalars) return scalars;
  const texts = scalars.values.filter((scalar) => typeof scalar !== 'boolean').map(String);
  if (texts.length < scalars.values.length) return { problem: 'wrong-type' };
  const text = texts.filter((part) => part.trim() !== '').join(', ');
  return text === '' ? BLANK : { value: text };
}

/** Beyond this an amount in cents is not exact any more. */
const LARGEST_AMOUNT = Number.MAX_SAFE_INTEGER / 100;

/** A cell as a number. Plain decimal text counts: the column may be text. */
export function readNumber(cell: unknown): CellReading<number> {
  const scalar = singleScalarOf(cell);
  if ('problem' in scalar) return scalar;
  if (scalar.value === null) return BLANK;
  if (typeof scalar.value === 'boolean') return { problem: 'wrong-type' };
  const number = typeof scalar.value === 'number' ? scalar.value : parseDecimal(scalar.value);
  if (!Number.isFinite(number)) return { problem: 'not-a-number' };
  if (Math.abs(number) > LARGEST_AMOUNT) return { problem: 'out-of-range' };
  // No negative zero: it would be another value in every comparison of texts.
  return { value: number === 0 ? 0 : number };
}

/** A cell as `YYYY-MM-DDTHH:mm:ss.sssZ`. A date alone is its midnight, a time without a zone is UTC. */
export function readTime(cell: unknown): CellReading<string> {
  const scalar = singleScalarOf(cell);
  if ('problem' in scalar) return scalar;
  if (scalar.value === null) return BLANK;
  if (typeof scalar.value !== 'string') return { problem: 'wrong-type' };
  const value = normalizeTime(scalar.value);
  return value === null ? { problem: 'not-a-time' } : { value };
}

/** The instant a text names in the one form that we use, or `null`. */
export function normalizeTime(text: string): string | null {
  const match = ISO_TIME.exec(text.trim());
  if (match === null) return null;
  const [, date, time = '00:00:00', zone = 'Z'] = match;
  const instant = new Date(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(instant.getTime())) return null;
  const iso = instant.toISOString();
  // Years outside 0 to 9999 have a sign and six digits, which the contract does not know.
  return iso.length === 24 ? iso : null;
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

function parseDecimal(text: string): number {
  return /^\s*[+-]?\d{1,20}(\.\d{1,20})?\s*$/.test(text) ? Number(text) : Number.NaN;
}

function singleScalarOf(cell: unknown): CellReading<Scalar> {
  const scalars = scalarsOf(cell);
  if ('problem' in scalars) return scalars;
  const [first, ...others] = scalars.values.filter((scalar) => String(scalar).trim() !== '');
  if (others.length > 0) return { problem: 'wrong-type' };
  return first === undefined ? BLANK : { value: first };
}

type Scalars = { readonly values: readonly Scalar[] } | { readonly problem: CellProblem };

/** What a cell holds, taken out of the arrays and objects that some field types wrap it in. */
function scalarsOf(cell: unknown): Scalars {
  if (cell === undefined || cell === null) return { values: [] };
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean') {
    return { values: [cell] };
  }
  if (Array.isArray(cell)) return scalarsOfAll(cell);
  return typeof cell === 'object' ? scalarsOfObject(cell) : { problem: 'wrong-type' };
}

function scalarsOfAll(cells: readonly unknown[]): Scalars {
  const values: Scalar[] = [];
  for (const cell of cells) {
    // A lookup is flat; an array inside an array is something else.
    const scalars: Scalars = Array.isArray(cell) ? { problem: 'wrong-type' } : scalarsOf(cell);
    if ('problem' in scalars) return scalars;
    values.push(...scalars.values);
  }
  return { values };
}

/** Formulas answer `{ specialValue }` and `{ error }`, people and webhook cells `{ name }`. */
function scalarsOfObject(cell: object): Scalars {
  if ('specialValue' in cell) return { problem: 'special-value' };
  if ('error' in cell) return { problem: 'error-value' };
  return 'name' in cell && typeof cell.name === 'string'
    ? { values: [cell.name] }
    : { problem: 'wrong-type' };
}
