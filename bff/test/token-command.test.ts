import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALIASES, settingsSchema } from '../src/config.ts';

const COMMAND = join(import.meta.dirname, '..', 'src', 'token-command.ts');
const NOTHING_SET = Object.fromEntries(
  [...Object.keys(settingsSchema.shape), ...Object.keys(ALIASES)].map((name) => [name, '']),
);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'orders-token-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** `npm run token -- …` */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], ...NOTHING_SET, DATA_DIRECTORY: directory };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, ...args], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('the command for service tokens', () => {
  it('S16: makes one, lists it without its secret, and revokes it', async () => {
    const made = await run('create', '--name', 'nightly export', '--scope', 'read,metrics', '--days', '30');
    expect(made.err).toBe('');
    const secret = /orders_[A-Za-z0-9_-]{43}/.exec(made.out)?.[0] ?? '';
    const id = /Token ([0-9a-f]{12})/.exec(made.out)?.[1] ?? '';
    expect([secret === '', id === '']).toEqual([false, false]);

    const listed = await run('list');
    expect(listed.out).toMatch(
      new RegExp(`^${id}  read,metrics  until \\S+  never used  by command:\\S+  nightly export$`, 'm'),
    );
    expect(listed.out).not.toContain(secret);

    const folder = join(directory, 'service-tokens');
    const [file = ''] = await readdir(folder);
    expect(await readFile(join(folder, file), 'utf8')).not.toContain(secret);
    expect((await stat(join(folder, file))).mode & 0o077).toBe(0);

    expect((await run('revoke', id)).out).toContain('Revoked');
    expect((await run('list')).out).toBe('There are no service tokens.\n');
    const [trail = ''] = await readdir(join(directory, 'audit'));
    const text = await readFile(join(directory, 'audit', trail), 'utf8');
    expect(text).toMatch(/token-created.*\n.*token-revoked/);
    expect(text).not.toContain(secret);
  });

  it.each<[string[], RegExp]>([
    [[], /npm run token -- create/],
    [['forget'], /npm run token -- create/],
    [['toString'], /npm run token -- create/],
    [['create', '--scope', 'read'], /--name/],
    [['create', '--name', 'x'], /--scope must be of read, write, metrics/],
    [['create', '--name', 'x', '--scope', 'admin'], /--scope must be of/],
    [['create', '--name', 'x', '--scope', 'read', '--days', '1000'], /--days must be/],
    [['create', '--nonsense'], /nonsense/],
    [['revoke'], /Say which one/],
    [['revoke', 'abc'], /There is no token abc/],
  ])('used as %j says what is wrong and ends with 1', async (args, says) => {
    const { code, err, out } = await run(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
