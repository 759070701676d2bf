import { BlockList, isIP } from 'node:net';
import * as z from 'zod';

/** A value that must not be printed; only `reveal` hands it out. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
}

/** One setting that is wrong. */
export interface SettingFault {
  readonly setting: string;
  readonly message: string;
}

/** So many requests in so many milliseconds. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

const WINDOWS_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

export const rateSetting = z.string().transform((text, context): Rate | 'off' => {
  if (text === 'off') return 'off';
  const match = /^([1-9]\d{0,6})\/(second|minute|hour)$/.exec(text);
  if (match === null) {
    context.addIssue('must be N/second, N/minute, N/hour or off');
    return z.NEVER;
  }
  return { count: Number(match[1]), windowMs: WINDOWS_MS[match[2] as keyof typeof WINDOWS_MS] };
});

/** A whole number within bounds. */
export function wholeNumber(minimum: number, maximum: number) {
  const range = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, range)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, range);
}

export const yesNo = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

export const onOff = z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on');

export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'must be a header name');

export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

export const currency = z
  .string()
  .refine(
    (code) => Intl.supportedValuesOf('currency').includes(code),
    'must be an ISO 4217 currency code such as USD',
  );

/** Addresses and CIDR ranges, ready to be asked. */
export const addressRanges = commaList.transform((entries, context) => {
  const ranges = new BlockList();
  for (const entry of entries) {
    if (!addRange(ranges, entry)) {
      context.addIssue(`"${entry}" must be an address or a CIDR range`);
    }
  }
  return { ranges, isEmpty: entries.length === 0 };
});

/** https, or http where it cannot leave the machine. */
export const upstreamOrigin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isAllowed =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
  if (!isAllowed || url.username !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    context.addIssue('must be an https origin (or http on loopback) without a path');
    return z.NEVER;
  }
  return url.origin;
});

export const publicUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}, 'must be an https address (or http on loopback)');

/** One server, or nodes of a cluster. */
export const redisUrl = z
  .string()
  .transform((text) => text.split(',').map((node) => node.trim()))
  .refine(
    (nodes) => nodes.every((node) => URL.canParse(node) && /^rediss?:$/.test(new URL(node).protocol)),
    'must be a redis:// or rediss:// address, or several of one cluster separated by commas',
  )
  .transform((nodes) => nodes.join(','));

/** Whether a host name or address cannot be reached from another machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}

/** Offsets are taken by the platform too, but have no summer time and are no names of zones. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) {
    ranges.addAddress(address, type);
    return true;
  }
  const bits = Number(prefix);
  if (!/^\d{1,3}$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
  ranges.addSubnet(address, bits, type);
  return true;
}
