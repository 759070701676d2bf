import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCoding, code } from './content-coding.ts';

describe('the coding for Accept-Encoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZip', 'gzip'],
    ['gzip, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0.9', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['*;q=0.1', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip, *;q=0', 'gzip'],
    ['*;q=0', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['deflate', 'identity'],
    ['br ; q=0.3 , gzip ; q=0.4', 'gzip'],
    ['gzip;q=x', 'identity'],
    ['gzip;Q=0.5, br;Q=0.1', 'gzip'],
    [', ,gzip', 'gzip'],
  ])('%j is %s', (field, coding) => {
    expect(chooseCoding(field)).toBe(coding);
  });

  it('is never one that the client refuses or does not name', () => {
    const part = fc.record({
      name: fc.constantFrom('br', 'gzip', 'identity', 'deflate', '*'),
      quality: fc.constantFrom('', ';q=0', ';q=0.5', ';q=1'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(part, { selector: ({ name }) => name, maxLength: 5 }), (parts) => {
        const chosen = chooseCoding(parts.map(({ name, quality }) => name + quality).join(','));
        const named = parts.find(({ name }) => name === chosen) ?? parts.find(({ name }) => name === '*');
        if (chosen !== 'identity') expect(named?.quality ?? ';q=0').not.toBe(';q=0');
      }),
    );
  });
});

describe('coding', () => {
  it('can be undone', () => {
    const body = Buffer.from(
      JSON.stringify(Array.from({ length: 200 }, (_, index) => ({ index, text: 'é' }))),
    );
    expect(gunzipSync(code(body, 'gzip'))).toEqual(body);
    expect(brotliDecompressSync(code(body, 'br'))).toEqual(body);
    expect(code(body, 'identity')).toBe(body);
  });
});
