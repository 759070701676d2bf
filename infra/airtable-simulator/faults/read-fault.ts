import { isJsonObject } from '../json.ts';
import { endpointNames } from '../wire/endpoints.ts';
import type { Fault } from './fault.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isWhole: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 1;
const isShare: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isMoment: Check = (value) => value === 'before' || value === 'after';
const isStatus: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 400 && (value as number) < 600;
const isBody: Check = (value) => value === 'json' || value === 'html' || value === 'empty';
const isAnything: Check = () => true;
const isEndpoints: Check = (value) =>
  (Array.isArray(value) ? value : [value]).every((name) => endpointNames.includes(name));

const aim: Readonly<Record<string, Check>> = {
  endpoint: isEndpoints,
  method: isText,
  pathIncludes: isText,
  skip: isWhole,
  count: isCount,
  probability: isShare,
};

/** Parts of each kind; those with a `!` must be there. */
const kinds: Readonly<Record<Fault['kind'], Readonly<Record<string, Check>>>> = {
  slow: { 'ms!': isCount },
  error: { 'status!': isStatus, body: isBody, when: isMoment, retryAfterSeconds: isWhole },
  html: {},
  truncated: {},
  drop: { when: isMoment },
  hang: { when: isMoment },
  lockOut: {},
  expireOffsets: {},
  offsetLoop: {},
  refuseField: { 'field!': isText },
  wrongTypes: { field: isText, value: isAnything },
  specialValue: { field: isText },
  missingId: {},
  duplicateId: {},
  hugeBody: { bytes: isCount },
  removeField: { 'field!': isText },
  renameField: { 'field!': isText, 'to!': isText },
  addOption: { 'field!': isText, 'name!': isText, rows: isWhole },
};

/** The fault, or everything that is wrong with its description. */
export function readFault(value: unknown): { readonly fault: Fault } | { readonly problems: string[] } {
  if (!isJsonObject(value)) return { problems: ['A fault is an object.'] };
  const { kind, ...parts } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    return { problems: [`kind: one of ${Object.keys(kinds).join(', ')}`] };
  }
  const problems: string[] = [];
  const known: Record<string, Check> = { ...aim };
  for (const [key, check] of Object.entries(kinds[kind as Fault['kind']])) {
    const name = key.replace('!', '');
    known[name] = check;
    if (key.endsWith('!') && parts[name] === undefined) problems.push(`${name}: needed for ${kind}`);
  }
  for (const [name, part] of Object.entries(parts)) {
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (check === undefined) problems.push(`${name}: not a part of ${kind}`);
    else if (!check(part)) problems.push(`${name}: not a possible value`);
  }
  return problems.length > 0 ? { problems } : { fault: value as unknown as Fault };
}
