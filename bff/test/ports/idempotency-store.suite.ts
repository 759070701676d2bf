import { beforeEach, describe, expect, test } from 'vitest';
import type { IdempotencyStore, StoredAnswer } from '../../src/application/ports.ts';

export const answer: StoredAnswer = {
  status: 200,
  body: '{"orderId":"ORD-000001","customer":"Zoë 🚚"}',
  headers: { etag: '"abc"' },
};

/** What every `IdempotencyStore` must do. */
export function idempotencyStoreSuite(open: () => Promise<IdempotencyStore>): void {
  describe('idempotency store', () => {
    let store: IdempotencyStore;

    beforeEach(async () => {
      store = await open();
    });

    test('the first to ask gets the key, a repetition hears that it runs', async () => {
      expect(await store.claim('key', 'print')).toEqual({ kind: 'claimed' });
      expect(await store.claim('key', 'print')).toEqual({ kind: 'running' });
    });

    test('a repetition gets the answer that was given', async () => {
      await store.claim('key', 'print');
      await store.complete('key', 'print', answer);
      expect(await store.claim('key', 'print')).toEqual({ kind: 'done', answer });
    });

    test('another request under the same key is told so, running or done', async () => {
      await store.claim('key', 'print');
      expect(await store.claim('key', 'other print')).toEqual({ kind: 'other-request' });
      await store.complete('key', 'print', answer);
      expect(await store.claim('key', 'other print')).toEqual({ kind: 'other-request' });
    });

    test('a key given back is free for any request', async () => {
      await store.claim('key', 'print');
      await store.release('key');
      expect(await store.claim('key', 'other print')).toEqual({ kind: 'claimed' });
    });

    test('an abandoned key is free for the same request alone, which is told so', async () => {
      await store.claim('key', 'print');
      await store.abandon('key');
      expect(await store.claim('key', 'other print')).toEqual({ kind: 'other-request' });
      expect(await store.claim('key', 'print')).toEqual({ kind: 'reclaimed' });
      expect(await store.claim('key', 'print')).toEqual({ kind: 'running' });
      await store.abandon('key');
      expect(await store.claim('key', 'print')).toEqual({ kind: 'reclaimed' });
      await store.complete('key', 'print', answer);
      expect(await store.claim('key', 'print')).toEqual({ kind: 'done', answer });
    });

    test('giving back does not take a finished answer away', async () => {
      await store.claim('key', 'print');
      await store.complete('key', 'print', answer);
      await store.release('key');
      expect(await store.claim('key', 'print')).toEqual({ kind: 'done', answer });
    });

    test('keys of any form and length are kept apart', async () => {
      const keys = ['', ' ', 'a:b', 'a:b:', `${'x'.repeat(5000)}1`, `${'x'.repeat(5000)}2`, '🚚', '{tag}'];
      for (const key of keys) expect(await store.claim(key, key)).toEqual({ kind: 'claimed' });
    });

    test('of many equal requests at once exactly one is worked on', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim('key', 'print')));
      expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      expect(claims.filter(({ kind }) => kind === 'running')).toHaveLength(49);
    });
  });
}
