import { makeOrderFields } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDigest, hasSameFields, withEtag } from './order-etag.ts';

const FIELDS = makeOrderFields(1);
const CHANGES = [
  { recordId: 'rec00000000000009' },
  { orderId: 'ORD-9' },
  { orderId: null },
  { customer: 'Other' },
  { customer: null },
  { status: 'Shipped' },
  { status: null },
  { orderTotal: 0 },
  { orderTotal: null },
  { createdAt: '2026-01-01T00:00:00.000Z' },
  { updatedAt: null },
  { priority: null },
  { priority: '' },
];

describe('the validator of an order', () => {
  it('is the same for the same fields, in whatever order they stand', () => {
    const reversed = Object.fromEntries(Object.entries(FIELDS).reverse()) as typeof FIELDS;
    expect(withEtag(reversed)).toEqual(withEtag(FIELDS));
    expect(Object.keys(withEtag(reversed))).toEqual(Object.keys(withEtag(FIELDS)));
  });

  it('is different for every other order', () => {
    const etags = [{}, ...CHANGES].map((change) => withEtag({ ...FIELDS, ...change }).etag);
    expect(new Set(etags).size).toBe(CHANGES.length + 1);
  });

  it('tells fields apart that would be the same run together', () => {
    const left = withEtag({ ...FIELDS, orderId: 'a","b', customer: 'c' });
    const right = withEtag({ ...FIELDS, orderId: 'a', customer: 'b","c' });
    expect(left.etag).not.toBe(right.etag);
  });

  it('looks like an entity tag, whatever the fields hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (customer) => {
        expect(withEtag({ ...FIELDS, customer }).etag).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
      }),
    );
  });
});

describe('two orders show the same', () => {
  it('exactly when all their fields are the same', () => {
    expect(hasSameFields(FIELDS, { ...FIELDS })).toBe(true);
    for (const change of CHANGES) expect(hasSameFields(FIELDS, { ...FIELDS, ...change })).toBe(false);
  });
});

it('the digest of a text is that of its bytes', () => {
  expect(contentDigest('é')).toBe(contentDigest(new TextEncoder().encode('é')));
});
