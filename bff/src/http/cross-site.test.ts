import { describe, expect, it } from 'vitest';
import { refuseCrossSite } from './cross-site.ts';
import { HttpProblem } from './http-problem.ts';
import type { OrdersContext } from './request-state.ts';

/** Whether a request to orders.example is let through. */
async function isLetThrough(
  method: string,
  headers: Record<string, string>,
  publicUrl = '',
): Promise<boolean> {
  const fields: Record<string, string> = { Host: 'orders.example', ...headers };
  const ctx = { method, get: (name: string) => fields[name] ?? '' } as unknown as OrdersContext;
  let isThrough = false;
  const next = async () => {
    isThrough = true;
  };
  try {
    await refuseCrossSite({ publicUrl })(ctx as never, next);
  } catch (error) {
    expect(error).toBeInstanceOf(HttpProblem);
    expect(error).toMatchObject({ status: 403 });
  }
  return isThrough;
}

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const UNSAFE = ['POST', 'PATCH', 'PUT', 'DELETE'];

/** The cases of net/http's CrossOriginProtection in Go 1.25 (csrf_test.go), for a server called example.com. */
const GO_CASES: readonly [name: string, method: string, site: string, origin: string, isAllowed: boolean][] =
  [
    ['same-origin allowed', 'POST', 'same-origin', '', true],
    ['none allowed', 'POST', 'none', '', true],
    ['cross-site blocked', 'POST', 'cross-site', '', false],
    ['same-site blocked', 'POST', 'same-site', '', false],
    ['no header with no origin', 'POST', '', '', true],
    ['no header with matching origin', 'POST', '', 'https://example.com', true],
    ['no header with mismatched origin', 'POST', '', 'https://attacker.example', false],
    ['no header with null origin', 'POST', '', 'null', false],
    ['GET allowed', 'GET', 'cross-site', '', true],
    ['HEAD allowed', 'HEAD', 'cross-site', '', true],
    ['OPTIONS allowed', 'OPTIONS', 'cross-site', '', true],
    ['PUT blocked', 'PUT', 'cross-site', '', false],
  ];

describe('a request that changes something', () => {
  it.each(GO_CASES)('S2: %s, as Go has it', async (_name, method, site, origin, isAllowed) => {
    const headers = { Host: 'example.com', 'Sec-Fetch-Site': site, Origin: origin };
    expect(await isLetThrough(method, headers)).toBe(isAllowed);
  });

  it.each(['__Host-sid=abc', 'sid=abc', 'theme=dark; __Host-sid=abc'])(
    'S2: with a session (%s) and no word of where it comes from is refused',
    async (Cookie) => {
      expect(await isLetThrough('PATCH', { Cookie })).toBe(false);
      expect(await isLetThrough('PATCH', { Cookie, 'Sec-Fetch-Site': 'same-origin' })).toBe(true);
      expect(await isLetThrough('GET', { Cookie })).toBe(true);
    },
  );

  it('S2: with a cookie that is no session is a program’s own affair', async () => {
    expect(await isLetThrough('PATCH', { Cookie: 'residue=1; xsid=2' })).toBe(true);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['a program', {}, true],
    ['our page', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://orders.example' }, true],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }, true],
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, false],
    ['a sibling', { 'Sec-Fetch-Site': 'same-site', Origin: 'https://blog.example' }, false],
    ['a browser that lies about nothing but says something new', { 'Sec-Fetch-Site': 'later' }, false],
    ['an old browser on our page', { Origin: 'https://orders.example' }, true],
    ['an old browser elsewhere', { Origin: 'https://evil.example' }, false],
    ['an old browser on another port', { Origin: 'https://orders.example:8443' }, false],
    ['a sandboxed page', { Origin: 'null' }, false],
    ['nonsense', { Origin: '://' }, false],
    ['a name that begins alike', { Origin: 'https://orders.example.evil' }, false],
    [
      'same-origin with another origin',
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://x.example' },
      true,
    ],
  ])('S2: from %s is judged by where it comes from', async (_from, headers, isAllowed) => {
    for (const method of UNSAFE) expect(await isLetThrough(method, headers), method).toBe(isAllowed);
    for (const method of SAFE) expect(await isLetThrough(method, headers), method).toBe(true);
  });

  it('may come from the address under which people know us, whatever the proxy calls us', async () => {
    const headers = { Host: '10.0.0.5:8000', Origin: 'https://orders.example' };
    expect(await isLetThrough('PATCH', headers)).toBe(false);
    expect(await isLetThrough('PATCH', headers, 'https://orders.example')).toBe(true);
    expect(await isLetThrough('PATCH', { Origin: 'https://evil.example' }, 'https://orders.example')).toBe(
      false,
    );
  });
});
