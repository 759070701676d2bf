import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ALIASES, settingsSchema } from '../../src/config.ts';

/** So that a developer's own settings do not count: an empty one is as good as none. */
export const NOTHING_SET: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.keys(settingsSchema.shape), ...Object.keys(ALIASES)].map((name) => [name, '']),
);

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of `bff/src` to its end, without a terminal. */
export async function runProgram(
  path: string,
  args: readonly string[],
  { settings = {}, input = '' }: { settings?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ended> {
  const main = join(import.meta.dirname, '..', '..', 'src', path);
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...NOTHING_SET, ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    printed.err += chunk;
  });
  child.stdin.end(input);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, ...printed };
}
