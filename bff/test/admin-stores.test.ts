import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServiceTokens } from '../src/application/service-tokens.ts';
import { auditRecord } from '../src/domain/audit-record.ts';
import { AuditFiles } from '../src/memory/audit-files.ts';
import { createServiceTokenFiles } from '../src/memory/service-token-files.ts';
import { RedisAuditTrail } from '../src/redis/redis-audit-trail.ts';
import { createRedisServiceTokenStore } from '../src/redis/redis-service-token-store.ts';
import { EVERYTHING } from './ports/audit-trail.suite.ts';
import { FakeClock } from './support/fake-clock.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { hasRedisServer, startRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';

const DAY = 86_400_000;

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-admin-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('S14: the audit trail in files', () => {
  async function open(options: { maxFileBytes?: number; directory?: string } = {}) {
    const directory = options.directory ?? (await makeDirectory());
    const [clock, log] = [new FakeClock(), createRecordedLog()];
    const { maxFileBytes = 1_000_000 } = options;
    const trail = new AuditFiles({ directory, retentionMs: 7 * DAY, maxFileBytes, clock, log });
    const add = async (order: string) => {
      trail.add(auditRecord(clock.now(), 'write', { order }));
      await trail.close();
    };
    const orders = async () => (await trail.read(EVERYTHING)).map(({ order }) => order);
    return { directory, clock, log, trail, add, orders };
  }

  test('S14: begins a new file each day and when one is full', async () => {
    const { directory, clock, add, orders } = await open({ maxFileBytes: 900 });
    for (const order of ['a', 'b', 'c', 'd', 'e']) await add(order);
    clock.jump(DAY);
    await add('f');
    const names = (await readdir(directory)).sort();
    expect(names.length).toBeGreaterThanOrEqual(3);
    expect(new Set(names.map((name) => name.slice(0, 16))).size).toBe(2);
    expect(await orders()).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
  });

  test('S14: forgets what is older than its retention', async () => {
    const { clock, add, orders } = await open();
    await add('old');
    clock.jump(7 * DAY);
    await add('young');
    expect(await orders()).toEqual(['young', 'old']);
    clock.jump(2 * DAY);
    await add('new');
    expect(await orders()).toEqual(['new', 'young']);
  });

  test('S14: goes on in the last file after a restart, and bears a line that a crash cut short', async () => {
    const { directory, add, clock } = await open();
    await add('before');
    const [name = ''] = await readdir(directory);
    await appendFile(join(directory, name), '{"at":"2026-\n');
    const next = await open({ directory });
    next.clock.jump(clock.now() - next.clock.now());
    await next.add('after');
    expect(await readdir(directory)).toEqual([name]);
    expect(await next.orders()).toEqual(['after', 'before']);
  });

  test('S14: that cannot be written says so once, and stops nobody', async () => {
    const folder = await makeDirectory();
    await writeFile(join(folder, 'file'), '');
    const { add, log, orders } = await open({ directory: join(folder, 'file', 'audit') });
    await add('a');
    await add('b');
    expect(log.messages('error')).toEqual(['the audit trail is in the log alone']);
    expect(await orders()).toEqual([]);
  });
});

describe('S16: service tokens in files', () => {
  test('S16: what the command does, the running server knows at once', async () => {
    const directory = join(await makeDirectory(), 'tokens');
    const clock = new FakeClock();
    const server = new ServiceTokens(createServiceTokenFiles(directory), clock);
    const command = new ServiceTokens(createServiceTokenFiles(directory), clock);
    const asked = { name: 'x', scopes: ['read' as const], createdBy: 'me', lifetimeMs: DAY };
    const { secret, token } = await command.create(asked);
    expect((await server.find(secret))?.id).toBe(token.id);
    await command.revoke(token.id);
    expect(await server.find(secret)).toBeNull();
  });

  test('S16: a file that is none lets nobody in', async () => {
    const directory = await makeDirectory();
    const tokens = new ServiceTokens(createServiceTokenFiles(directory), new FakeClock());
    const asked = { name: 'x', scopes: ['read' as const], createdBy: 'me', lifetimeMs: DAY };
    const { secret } = await tokens.create(asked);
    const [name = ''] = await readdir(directory);
    for (const text of ['', '{', 'null', '[]', '{"id":"x"}']) {
      await writeFile(join(directory, name), text);
      expect(await tokens.find(secret), text).toBeNull();
    }
    expect(await tokens.list()).toEqual([]);
  });
});

describe.skipIf(!hasRedisServer)('over Redis', () => {
  test('S16: a token that one replica revokes is gone on the other', async () => {
    await using setting = new RedisSetting();
    const open = async () => {
      const connection = await setting.connect();
      return new ServiceTokens(createRedisServiceTokenStore({ connection, keys: setting.keys }), realClock);
    };
    const [one, other] = [await open(), await open()];
    const asked = { name: 'x', scopes: ['read' as const], createdBy: 'me', lifetimeMs: DAY };
    const { secret, token } = await one.create(asked);
    expect((await other.find(secret))?.id).toBe(token.id);
    await one.revoke(token.id);
    expect(await other.find(secret)).toBeNull();
    const admin = await setting.admin();
    expect(JSON.stringify(await admin.hgetall(setting.keys.tokens))).not.toContain(secret);
  });

  test('S14 S16: while Redis is away records wait, a token seen of late counts, another does not', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    await using setting = new RedisSetting(server.url, { leastPatienceMs: 500 });
    const connection = await setting.connect();
    const common = { connection, keys: setting.keys, clock: realClock, log: setting.log };
    const tokens = new ServiceTokens(createRedisServiceTokenStore(common), realClock);
    const trail = new RedisAuditTrail({ ...common, retentionMs: DAY });
    const asked = { name: 'x', scopes: ['read' as const], createdBy: 'me', lifetimeMs: DAY };
    const [seen, unseen] = [await tokens.create(asked), await tokens.create(asked)];
    await tokens.find(seen.secret);
    await server.kill();
    for (const order of ['a', 'b', 'c']) trail.add(auditRecord(realClock.now(), 'write', { order }));
    expect((await tokens.find(seen.secret))?.id).toBe(seen.token.id);
    await expect(tokens.find(unseen.secret)).rejects.toMatchObject({ kind: 'store-unavailable' });
    await server.restart();
    await expect
      .poll(async () => (await trail.read(EVERYTHING).catch(() => [])).map(({ order }) => order).sort(), {
        timeout: 20_000,
      })
      .toEqual(['a', 'b', 'c']);
    await trail.close();
  });
});
