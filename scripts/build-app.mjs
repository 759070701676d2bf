import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from './process-group.mjs';
import { putInPlace } from './put-in-place.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** What the app is built from, relative to the root: files, and folders with all that is in them. */
export const APP_SOURCES = [
  'package-lock.json',
  'tsconfig.base.json',
  'bff/contract/package.json',
  'bff/contract/src',
  'pwa/assets',
  'pwa/index.html',
  'pwa/package.json',
  'pwa/public',
  'pwa/src',
  'pwa/tsconfig.json',
  'pwa/vite.config.ts',
];

/** True when pwa/dist was built from exactly the sources that are here now. */
export function isBuilt(root) {
  try {
    return readFileSync(join(root, 'pwa/dist', STAMP), 'utf8') === hashSources(root);
  } catch {
    return false;
  }
}

/** Builds the app beside pwa/dist and puts it there whole, so that a running server never sees half a build. */
export async function buildApp(root, { runtime, signal, say }) {
  const stamp = hashSources(root);
  const cache = join(root, 'node_modules/.cache');
  const next = join(cache, `app-next-${process.pid}`);
  const began = Date.now();
  say('Building the app … ');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { code, output } = await runNode(
    runtime,
    [vite, 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: join(root, 'pwa'),
      // With any other value React's development build would be shipped.
      env: { ...process.env, NODE_ENV: 'production' },
      signal,
      isQuiet: true,
    },
  );
  if (signal?.aborted || code !== 0) await rm(next, { recursive: true, force: true });
  if (signal?.aborted) say('stopped.\n');
  signal?.throwIfAborted();
  if (code !== 0) {
    say('failed.\n');
    throw new SetupFailure(`${output.trimEnd()}\nThe app could not be built (vite build); see above.`);
  }
  await writeFile(join(next, STAMP), stamp);
  await putInPlace(next, join(root, 'pwa/dist'), join(cache, `app-old-${process.pid}`));
  say(`done in ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
}

const STAMP = '.build-stamp';

function hashSources(root) {
  const hash = createHash('sha256');
  for (const path of APP_SOURCES.flatMap((source) => listFiles(root, source))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => listFiles(root, `${path}/${name}`));
}
