import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpProblem } from './http-problem.ts';
import { fingerprintOf, readIdempotencyKey, scopedKey } from './idempotency-key.ts';
import type { OrdersContext, Principal } from './request-state.ts';

function contextWith(key: string, principal: Partial<Principal> = {}, address = '10.0.0.1'): OrdersContext {
  const state = { principal: { id: 'anonymous', isKnown: false, ...principal }, address };
  return { get: () => key, state } as unknown as OrdersContext;
}
const read = (field: string) => readIdempotencyKey(contextWith(field));

describe('an idempotency key', () => {
  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    [' abc ', 'abc'],
    ['"with space"', 'with space'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
    ['', null],
    ['  ', null],
  ])('written %j is %j', (field, key) => {
    expect(read(field)).toBe(key);
  });

  it.each(['""', 'a b', '"a', 'a"', '"a"b', 'x'.repeat(256), `"${'x'.repeat(256)}"`, 'é', '"\\x"', '\u0007'])(
    'is not %j',
    (field) => {
      expect(() => read(field)).toThrow(HttpProblem);
    },
  );

  it('is the same quoted and plain', () => {
    const plain = fc.stringMatching(/^[!#-[\]-~]{1,60}$/);
    fc.assert(
      fc.property(plain, (key) => {
        expect(read(`"${key}"`)).toBe(read(key));
      }),
    );
  });
});

describe('the key as it is kept', () => {
  it('is one’s own for whoever has signed in, and everybody’s without a login', () => {
    const kept = (principal: Partial<Principal>, address?: string) =>
      scopedKey(contextWith('', principal, address), 'k');
    expect(kept({ id: 'kim', isKnown: true })).not.toBe(kept({ id: 'sam', isKnown: true }));
    expect(kept({ id: 'kim', isKnown: true }, '10.0.0.1')).toBe(
      kept({ id: 'kim', isKnown: true }, '10.0.0.2'),
    );
    expect(kept({}, '10.0.0.1')).toBe(kept({}, '10.0.0.2'));
    expect(kept({ id: 'anonymous', isKnown: true, scopes: null })).not.toBe(kept({}));
  });

  it('does not show the key', () => {
    expect(scopedKey(contextWith(''), 'my-secret-key')).not.toContain('secret');
  });
});

describe('the fingerprint of a request', () => {
  const print = (body: unknown, target = 'ORD-1', method = 'PATCH') => fingerprintOf(method, target, body);

  it('is the same whatever the order of the members', () => {
    expect(print({ status: 'Shipped', priority: null })).toBe(print({ priority: null, status: 'Shipped' }));
  });

  it('is different for every other request', () => {
    const prints = [
      print({ status: 'Shipped' }),
      print({ status: 'Delivered' }),
      print({ priority: 'Shipped' }),
      print({ status: null }),
      print({ status: 'null' }),
      print({ status: 'Shipped', priority: null }),
      print({ status: 'Shipped' }, 'ORD-2'),
      print({ status: 'Shipped' }, 'ORD-1', 'POST'),
      print({}),
      print([]),
    ];
    // No request has a list for a body, so it may count as one without members.
    expect(new Set(prints).size).toBeGreaterThanOrEqual(prints.length - 1);
  });
});
