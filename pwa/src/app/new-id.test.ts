import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('F-21: on a plain-http origin, where there is no randomUUID, ids are random UUIDs all the same', () => {
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const ids = Array.from({ length: 200 }, () => newId(insecure));
  for (const id of ids) expect(id).toMatch(UUID);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the version and the variant stand where RFC 9562 puts them, whatever the dice say', () => {
  const allOnes = { getRandomValues: <T>(bytes: T) => (bytes as Uint8Array).fill(0xff) as T };
  expect(newId(allOnes as Pick<Crypto, 'getRandomValues'>)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});

test('where the browser makes UUIDs itself, its own are taken', () => {
  expect(newId(crypto)).toMatch(UUID);
});
