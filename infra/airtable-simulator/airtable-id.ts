import { createHash } from 'node:crypto';
import type { SeededRandom } from './seeded-random.ts';

export type IdPrefix = 'app' | 'tbl' | 'fld' | 'viw' | 'rec' | 'usr' | 'ach' | 'sel' | 'itr';

/** Three letters and fourteen of these, in the order in which Airtable sorts ids. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const anyId = /^[a-z]{3}[A-Za-z0-9]{14}$/;

export function randomId(prefix: IdPrefix, random: SeededRandom): string {
  let id: string = prefix;
  for (let index = 0; index < 14; index += 1) id += alphabet[random.integer(62)];
  return id;
}

/** The same id for the same name on every run, so that links and saved settings keep working. */
export function namedId(prefix: IdPrefix, name: string): string {
  const digest = createHash('sha256').update(`${prefix}:${name}`).digest();
  let id: string = prefix;
  for (let index = 0; index < 14; index += 1) id += alphabet[(digest[index] ?? 0) % 62];
  return id;
}

export function isIdOf(prefix: IdPrefix, value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(prefix) && anyId.test(value);
}

export function isAnyId(value: string): boolean {
  return anyId.test(value);
}
