import { beforeEach, describe, expect, test } from 'vitest';
import type { ServiceTokenStore } from '../../src/application/admin-ports.ts';
import { newTokenSecret, type ServiceToken, tokenDigest, tokenIdOf } from '../../src/domain/service-token.ts';

/** A token and the digest it is kept under. */
export function makeToken(known: Partial<ServiceToken> = {}): { digest: string; token: ServiceToken } {
  const digest = tokenDigest(newTokenSecret());
  const times = { createdAt: 1_000, expiresAt: 9_000_000_000_000 };
  const token = {
    id: tokenIdOf(digest),
    name: 'Zoë’s',
    scopes: ['read' as const],
    createdBy: 'u-1',
    ...times,
  };
  return { digest, token: { ...token, ...known } };
}

/** What every `ServiceTokenStore` must do. */
export function serviceTokenStoreSuite(open: () => Promise<ServiceTokenStore>): void {
  describe('service token store', () => {
    let store: ServiceTokenStore;

    beforeEach(async () => {
      store = await open();
    });

    test('has nothing at first', async () => {
      expect(await store.list()).toEqual([]);
      expect(await store.find(makeToken().digest)).toBeNull();
      expect(await store.delete(makeToken().digest)).toBe(false);
    });

    test('gives back what was added, until it is deleted', async () => {
      const [one, two] = [makeToken({ scopes: ['write', 'metrics'] }), makeToken()];
      await store.add(one.digest, one.token);
      await store.add(two.digest, two.token);
      const kept = { ...one.token, digest: one.digest, lastUsedAt: null };
      expect(await store.find(one.digest)).toEqual(kept);
      expect(await store.list()).toHaveLength(2);
      expect(await store.delete(one.digest)).toBe(true);
      expect(await store.find(one.digest)).toBeNull();
      expect((await store.list()).map(({ id }) => id)).toEqual([two.token.id]);
    });

    test('knows when one was last used, and forgets that with it', async () => {
      const { digest, token } = makeToken();
      await store.add(digest, token);
      await store.noteUse(digest, 5_000);
      await store.noteUse(digest, 6_000);
      expect((await store.find(digest))?.lastUsedAt).toBe(6_000);
      expect((await store.list())[0]?.lastUsedAt).toBe(6_000);
      await store.delete(digest);
      await store.add(digest, token);
      expect((await store.find(digest))?.lastUsedAt).toBeNull();
    });
  });
}
