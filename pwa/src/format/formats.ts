/** How numbers, money and times are written: in the person's own locale, in the installation's currency and zone. */
export interface Formats {
  readonly timeZone: string;
  count(value: number): string;
  money(value: number): string;
  /** Shortened, for the axis of a chart: 1.2K. */
  short(value: number): string;
  /** A share of 1. */
  percent(share: number): string;
  /** With a sign, for changes. */
  change(share: number): string;
  /** An instant in a table: without the year while it is this year. */
  moment(iso: string): string;
  /** An instant in full, with the zone. */
  fullMoment(iso: string): string;
  /** Time of day. */
  time(epochMs: number): string;
  /** A civil date: Mon, Nov 23. */
  day(date: string): string;
  /** A civil date as short as an axis needs it: Nov 23. */
  shortDay(date: string): string;
  /** How long ago, in the largest unit that fits. */
  age(ms: number): string;
}

interface FormatSettings {
  /** `undefined` = that of the browser. */
  readonly locale?: string | undefined;
  /** `null` = not known yet: amounts stand without one. */
  readonly currency: string | null;
  readonly timeZone: string;
  readonly nowMs: () => number;
}

export function createFormats({ locale, currency, timeZone, nowMs }: FormatSettings): Formats {
  const count = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, moneyOptions(currency));
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'narrow' });
  return {
    timeZone,
    count: count.format,
    money: money.format,
    short: short.format,
    percent: percent.format,
    change: change.format,
    ...timeFormats(locale, timeZone, nowMs),
    age: (ms) => formatAge(relative, ms),
  };
}

function moneyOptions(currency: string | null): Intl.NumberFormatOptions {
  return currency === null
    ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' };
}

function timeFormats(locale: string | undefined, timeZone: string, nowMs: () => number) {
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { month: 'short', day: 'numeric' } as const;
  const thisYear = new Intl.DateTimeFormat(locale, { ...date, ...clock, timeZone });
  const otherYear = new Intl.DateTimeFormat(locale, { ...date, year: 'numeric', timeZone });
  const full = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    ...date,
    year: 'numeric',
    ...clock,
    timeZoneName: 'short',
    timeZone,
  });
  const time = new Intl.DateTimeFormat(locale, clock);
  // A civil date is no instant: it is written as it stands, in no zone.
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', ...date, timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(locale, { ...date, timeZone: 'UTC' });
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone });
  return {
    moment(iso: string) {
      const instant = new Date(iso);
      return (year.format(instant) === year.format(nowMs()) ? thisYear : otherYear).format(instant);
    },
    fullMoment: (iso: string) => full.format(new Date(iso)),
    time: (epochMs: number) => time.format(epochMs),
    day: (civil: string) => day.format(new Date(civil)),
    shortDay: (civil: string) => shortDay.format(new Date(civil)),
  };
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function formatAge(relative: Intl.RelativeTimeFormat, ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms >= length) ?? ['second', 1000];
  return relative.format(-Math.max(0, Math.floor(ms / size)), unit);
}
