import { expect, test } from 'vitest';
import { StoragePersistence } from './storage-persistence.ts';

function persistence(answer: boolean | null, isKept: boolean | null = false) {
  let asked = 0;
  const storage = new StoragePersistence({
    async keepStorage() {
      asked += 1;
      return answer;
    },
    isStorageKept: async () => isKept,
  });
  return { storage, asked: () => asked };
}

test('F-24: the browser is asked once, and what it said is remembered', async () => {
  const { storage, asked } = persistence(false);
  expect(storage.promise.current()).toBe('unknown');
  await Promise.all([storage.ask(), storage.ask()]);
  await storage.ask();
  expect(asked()).toBe(1);
  expect(storage.promise.current()).toBe('refused');
});

test('F-24: a promise of an earlier visit is seen without asking; that there is none yet is no refusal', async () => {
  const before = persistence(true, true);
  await before.storage.look();
  expect(before.storage.promise.current()).toBe('granted');
  expect(before.asked()).toBe(0);
  const none = persistence(true, false);
  await none.storage.look();
  expect(none.storage.promise.current()).toBe('unknown');
});

test('a browser that cannot be asked has neither promised nor refused', async () => {
  const { storage } = persistence(null, null);
  await storage.look();
  await storage.ask();
  expect(storage.promise.current()).toBe('unknown');
  const failing = new StoragePersistence({
    keepStorage: () => Promise.reject(new TypeError('not here')),
    isStorageKept: () => Promise.reject(new TypeError('not here')),
  });
  await failing.look();
  await failing.ask();
  expect(failing.promise.current()).toBe('unknown');
});
