import { describe, expect, test } from 'vitest';
import type { OrdersContext } from '../http/request-state.ts';
import { HostCookie, newCookieValue } from './host-cookie.ts';

const VALUE = 'a'.repeat(43);
const OTHER = 'b'.repeat(43);

/** As much of a request and its answer as a cookie touches. */
function contextWith(cookie: string) {
  const lines: string[] = [];
  const ctx = {
    get: (name: string) => (name === 'Cookie' ? cookie : ''),
    append: (_name: string, line: string) => lines.push(line),
  } as unknown as OrdersContext;
  return { ctx, lines };
}

const byTls = new HostCookie({ name: 'sid', isTls: true, sameSite: 'Strict', maxAgeMs: 43_200_500 });
const onLoopback = new HostCookie({ name: 'sid', isTls: false, sameSite: 'Lax', maxAgeMs: 600_000 });

describe('host cookie', () => {
  test('S1: by TLS bears the prefix that binds it to this host', () => {
    const { ctx, lines } = contextWith('');
    byTls.set(ctx, VALUE);
    byTls.clear(ctx);
    expect(lines).toEqual([
      `__Host-sid=${VALUE}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict; Secure`,
      '__Host-sid=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
    ]);
  });

  test('on loopback has a plain name, as browsers take no other there', () => {
    const { ctx, lines } = contextWith('');
    onLoopback.set(ctx, VALUE);
    expect(lines).toEqual([`sid=${VALUE}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax`]);
  });

  test.each([
    [`__Host-sid=${VALUE}`, VALUE],
    [`a=b;__Host-sid=${VALUE};c=d`, VALUE],
    [`__Host-sid=${VALUE}; __Host-sid=${VALUE}`, VALUE],
    [`__Host-sid=${VALUE}; __Host-sid=${OTHER}`, null],
    [`__Host-sid=${VALUE}; __Host-sid=`, null],
    [`sid=${VALUE}`, null],
    [`x__Host-sid=${VALUE}`, null],
    [`__host-sid=${VALUE}`, null],
    [`__Host-sid="${VALUE}"`, null],
    [`__Host-sid=${VALUE}a`, null],
    ['__Host-sid', null],
    ['', null],
  ])('in %j has the value %j', (header, value) => {
    expect(byTls.read(contextWith(header).ctx)).toBe(value);
  });

  test('S1: values are 256 random bits', () => {
    const values = Array.from({ length: 100 }, newCookieValue);
    expect(new Set(values).size).toBe(100);
    for (const value of values) expect(Buffer.from(value, 'base64url')).toHaveLength(32);
  });
});
