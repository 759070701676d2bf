import { describe, expect, test } from 'vitest';
import { localPath } from './return-path.ts';

describe('path to return to', () => {
  test.each([
    ['/', '/'],
    ['/orders/ORD-000123', '/orders/ORD-000123'],
    ['/?q=a%20b&sort=-createdAt&page=3', '/?q=a%20b&sort=-createdAt&page=3'],
    ['/orders/a%2F%2Fb', '/orders/a%2F%2Fb'],
    ['/orders/Zoë?q=x y', '/orders/Zo%C3%AB?q=x%20y'],
    ['/orders/../?a=//evil.example', '/?a=//evil.example'],
    ['/authors', '/authors'],
  ])('%j stays on this site as %j', (text, path) => {
    expect(localPath(text)).toBe(path);
  });

  test.each([
    '',
    'orders',
    'https://evil.example/',
    'http:evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/%2e%2e//evil.example',
    '/orders/..//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.example',
    '/auth/login',
    '/auth/logout?x=1',
    '/AUTH/login',
    '/orders/../auth/login',
    `/${'a'.repeat(2_000)}`,
  ])('%j is refused', (text) => {
    expect(localPath(text)).toBeNull();
  });
});
