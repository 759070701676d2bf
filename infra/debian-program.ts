import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// The finder is plain JavaScript, for it is used before there is a Node that knows types.
const finder = new URL('../scripts/find-on-path.mjs', import.meta.url).href;
const { findOnPath }: { findOnPath(names: readonly string[]): string | undefined } = await import(finder);

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../node_modules/.cache/orders-debian/', import.meta.url));
const DOWNLOAD_MS = 60_000;

/**
 * A program that checks what we ship: this machine's, else the one of Debian's packages, unpacked below
 * `node_modules/.cache` and not installed. `null` where neither is to be had.
 */
export async function debianProgram(name: string, packages: readonly string[]): Promise<string | null> {
  const installed = findOnPath([name]);
  if (installed !== undefined) return installed;
  const folder = join(CACHE, packages.join('+'));
  if (!existsSync(folder)) await unpack(folder, packages).catch(() => {});
  const found = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((place) => join(folder, place, name));
  return found.find((path) => existsSync(path)) ?? null;
}

/** Whole or not at all, for tests look at the same time. */
async function unpack(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'draft-'));
  try {
    await run('apt-get', ['download', ...packages], { cwd: draft, timeout: DOWNLOAD_MS });
    const files = (await readdir(draft)).filter((file) => file.endsWith('.deb'));
    const root = join(draft, 'root');
    for (const file of files) await run('dpkg', ['-x', join(draft, file), root]);
    await rename(root, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
