/** The part of moment's date tokens that formulas use; everything is GMT. */
const tokenForm = /\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|X|x/g;

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export function formatDate(ms: number, format: string): string {
  const date = new Date(ms);
  return format.replaceAll(tokenForm, (token) =>
    token.startsWith('[') ? token.slice(1, -1) : formatToken(date, token),
  );
}

function formatToken(date: Date, token: string): string {
  const hour = date.getUTCHours();
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const parts: Readonly<Record<string, string | number>> = {
    YYYY: date.getUTCFullYear(),
    YY: pad(date.getUTCFullYear() % 100),
    MMMM: months[date.getUTCMonth()] ?? '',
    MMM: (months[date.getUTCMonth()] ?? '').slice(0, 3),
    MM: pad(date.getUTCMonth() + 1),
    M: date.getUTCMonth() + 1,
    DD: pad(date.getUTCDate()),
    D: date.getUTCDate(),
    dddd: days[date.getUTCDay()] ?? '',
    ddd: (days[date.getUTCDay()] ?? '').slice(0, 3),
    HH: pad(hour),
    H: hour,
    hh: pad(hour12),
    h: hour12,
    mm: pad(date.getUTCMinutes()),
    m: date.getUTCMinutes(),
    ss: pad(date.getUTCSeconds()),
    s: date.getUTCSeconds(),
    SSS: pad(date.getUTCMilliseconds(), 3),
    A: hour < 12 ? 'AM' : 'PM',
    a: hour < 12 ? 'am' : 'pm',
    Z: '+00:00',
    ZZ: '+0000',
    X: Math.floor(date.getTime() / 1000),
    x: date.getTime(),
  };
  return String(parts[token] ?? token);
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}

const parseForms: Readonly<Record<string, string>> = {
  YYYY: '\\d{4}',
  YY: '\\d{2}',
  MMMM: '[A-Za-z]+',
  MMM: '[A-Za-z]{3}',
  SSS: '\\d{3}',
  A: '[AaPp][Mm]',
  a: '[AaPp][Mm]',
  Z: 'Z|[+-]\\d{2}:?\\d{2}',
  ZZ: 'Z|[+-]\\d{2}:?\\d{2}',
  dddd: '[A-Za-z]+',
  ddd: '[A-Za-z]{3}',
  X: '\\d+',
  x: '\\d+',
};

/** `undefined` when the text does not have that form. */
export function parseDate(text: string, format: string): number | undefined {
  const order: string[] = [];
  const pattern = format
    .split(new RegExp(`(${tokenForm.source})`))
    .map((part) => {
      if (part.startsWith('[')) return escapeForRegExp(part.slice(1, -1));
      if (!isToken(part)) return escapeForRegExp(part);
      order.push(part);
      return `(${parseForms[part] ?? '\\d{1,2}'})`;
    })
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (match === null) return undefined;
  return assemble(new Map(order.map((token, index) => [token, match[index + 1] ?? ''])));
}

function isToken(part: string): boolean {
  return new RegExp(`^(?:${tokenForm.source})$`).test(part);
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function assemble(parts: ReadonlyMap<string, string>): number | undefined {
  const read = (...tokens: string[]) => {
    const found = tokens.map((token) => parts.get(token)).find((value) => value !== undefined);
    return found === undefined ? undefined : Number(found);
  };
  const unix = read('X');
  if (unix !== undefined) return unix * 1000;
  const epoch = read('x');
  if (epoch !== undefined) return epoch;
  const shortYear = read('YY');
  const year = read('YYYY') ?? (shortYear === undefined ? 1970 : 2000 + shortYear);
  const month = read('MM', 'M') ?? monthNumber(parts.get('MMMM') ?? parts.get('MMM')) ?? 1;
  const day = read('DD', 'D') ?? 1;
  const hour = to24(read('HH', 'H', 'hh', 'h') ?? 0, parts.get('A') ?? parts.get('a'));
  const minute = read('mm', 'm') ?? 0;
  const second = read('ss', 's') ?? 0;
  const isPossible =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  if (!isPossible) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, read('SSS') ?? 0);
  return ms - zoneMs(parts.get('Z') ?? parts.get('ZZ'));
}

function monthNumber(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const index = months.findIndex(
    (month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase(),
  );
  return index === -1 ? undefined : index + 1;
}

function to24(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const digits = zone.replaceAll(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
