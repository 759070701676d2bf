import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findChromium, installChromium } from '../find-chromium.mjs';
import { fetchRedis, findRedis } from '../find-redis.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-programs-'));
  for (const name of ['REDIS_SERVER_PATH', 'REDIS_SERVER', 'CHROMIUM_PATH']) vi.stubEnv(name, '');
  vi.stubEnv('PATH', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function program(name, mode = 0o755) {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

describe('the Redis server', () => {
  test('is the one on PATH, and Valkey will do', () => {
    const valkey = program('valkey-server');
    expect(findRedis()).toBe(valkey);
    const redis = program('redis-server');
    expect(findRedis()).toBe(redis);
  });

  test('is the one that REDIS_SERVER names before all others', () => {
    program('redis-server');
    const own = program('my-redis');
    vi.stubEnv('REDIS_SERVER', own);
    expect(findRedis()).toBe(own);
    vi.stubEnv('REDIS_SERVER', 'my-redis');
    expect(findRedis()).toBe(own);
  });

  test('is asked for in one line when it is neither here nor to be fetched', async () => {
    vi.stubEnv('REDIS_SERVER', join(folder, 'absent'));
    expect(findRedis()).toBeUndefined();
    await expect(fetchRedis({ say: () => {} })).rejects.toThrow(/^The tests need a Redis server: [^\n]+\.$/);
  });
});

describe('Chromium', () => {
  test('is the one on PATH, and Chrome will do', () => {
    const chrome = program('google-chrome');
    expect(findChromium()).toBe(chrome);
    const chromium = program('chromium');
    expect(findChromium()).toBe(chromium);
  });

  test('is not a file that cannot be run', () => {
    const plain = program('my-chromium', 0o644);
    vi.stubEnv('CHROMIUM_PATH', plain);
    expect(findChromium()).toBeUndefined();
  });

  test('is asked for in one line when it is neither here nor to be installed', async () => {
    await expect(installChromium({ say: () => {} })).rejects.toThrow(
      /^The browser tests need Chromium: [^\n]+\.$/,
    );
  });
});
