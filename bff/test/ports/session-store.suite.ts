import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionStore } from '../../src/application/ports.ts';

/** What every `SessionStore` must do. */
export function sessionStoreSuite(open: () => Promise<SessionStore>): void {
  describe('session store', () => {
    let store: SessionStore;

    beforeEach(async () => {
      store = await open();
    });

    test('gives back what was kept, until it is deleted', async () => {
      expect(await store.get('one')).toBeNull();
      await store.set('one', '{"name":"Zoë"}', 60_000, 'zoe');
      await store.set('two', 'other', 60_000);
      expect(await store.get('one')).toBe('{"name":"Zoë"}');
      await store.delete('one');
      expect(await store.get('one')).toBeNull();
      expect(await store.get('two')).toBe('other');
    });

    test('keeping under the same id replaces', async () => {
      await store.set('one', 'before', 60_000, 'zoe');
      await store.set('one', 'after', 60_000, 'zoe');
      expect(await store.get('one')).toBe('after');
    });

    test('ends all sessions of one person and of nobody else', async () => {
      await store.set('laptop', 'a', 60_000, 'zoe');
      await store.set('phone', 'b', 60_000, 'zoe');
      await store.set('other', 'c', 60_000, 'max');
      await store.set('nobody', 'd', 60_000);
      await store.deleteBySubject('zoe');
      await store.deleteBySubject('unknown');
      expect(await Promise.all(['laptop', 'phone', 'other', 'nobody'].map((id) => store.get(id)))).toEqual([
        null,
        null,
        'c',
        'd',
      ]);
    });
  });
}
