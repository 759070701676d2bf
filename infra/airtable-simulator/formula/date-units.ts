import { failRow } from './formula-value.ts';

const secondMs = 1000;
const dayMs = 86_400 * secondMs;

/** Lengths of the units that are always equally long, by every name the service takes. */
const fixedUnits: Readonly<Record<string, number>> = {
  millisecond: 1,
  ms: 1,
  second: secondMs,
  s: secondMs,
  minute: 60 * secondMs,
  m: 60 * secondMs,
  hour: 3600 * secondMs,
  h: 3600 * secondMs,
  day: dayMs,
  d: dayMs,
  week: 7 * dayMs,
  w: 7 * dayMs,
};

const monthUnits: Readonly<Record<string, number>> = { month: 1, quarter: 3, q: 3, year: 12, y: 12 };

/** The start of the unit that holds this moment, in GMT; weeks begin on Sunday. */
export function startOf(ms: number, unit: string): number {
  const name = singular(unit);
  const months = unit === 'M' ? 1 : monthUnits[name];
  if (months !== undefined) {
    const date = new Date(ms);
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months);
  }
  const length = fixedUnits[name] ?? failRow();
  // 1 January 1970 was a Thursday.
  const offset = length === 7 * dayMs ? 4 * dayMs : 0;
  return Math.floor((ms + offset) / length) * length - offset;
}

export function addUnits(ms: number, count: number, unit: string): number {
  const months = unit === 'M' ? 1 : monthUnits[singular(unit)];
  if (months === undefined) return ms + count * (fixedUnits[singular(unit)] ?? failRow());
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(count) * months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

/** Whole units from the second moment to the first; a unit that is not known counts milliseconds. */
export function differenceIn(ms: number, otherMs: number, unit: string): number {
  const months = unit === 'M' ? 1 : monthUnits[singular(unit)];
  if (months === undefined) return Math.trunc((ms - otherMs) / (fixedUnits[singular(unit)] ?? 1));
  return Math.trunc(monthsBetween(ms, otherMs) / months);
}

function monthsBetween(ms: number, otherMs: number): number {
  if (ms < otherMs) return -monthsBetween(otherMs, ms);
  const [late, early] = [new Date(ms), new Date(otherMs)];
  const years = late.getUTCFullYear() - early.getUTCFullYear();
  const months = years * 12 + late.getUTCMonth() - early.getUTCMonth();
  return addUnits(otherMs, months, 'months') > ms ? months - 1 : months;
}

function singular(unit: string): string {
  const name = unit.toLowerCase();
  return name.length > 2 && name.endsWith('s') ? name.slice(0, -1) : name;
}
