import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode, runQuietly } from './process-group.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** True when node_modules holds exactly what the lockfile asks for on this kind of machine. */
export function isInstalled(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === expectedStamp(root);
  } catch {
    return false;
  }
}

/**
 * Brings node_modules in line with the lockfile. The stamp goes first and comes back last, so that an
 * installation that was cut short is never taken for a whole one.
 */
export async function installPackages(root, { signal, say }) {
  await rm(stampPath(root), { force: true });
  // Scripts find `node` here first; without it they keep working while the packages are being replaced.
  await rm(join(root, 'node_modules/.bin/node'), { force: true });
  const began = Date.now();
  say('Installing packages (once, about half a minute) … ');
  const { code, output } = await runNpm(['ci', ...NPM_CI_FLAGS], { cwd: root, signal });
  if (signal?.aborted) say('stopped.\n');
  signal?.throwIfAborted();
  if (code !== 0) {
    say('failed.\n');
    throw new SetupFailure(`${output.trimEnd()}\nThe packages could not be installed (npm ci); see above.`);
  }
  await mkdir(join(root, 'node_modules'), { recursive: true });
  await writeFile(stampPath(root), expectedStamp(root));
  say(`done in ${Math.round((Date.now() - began) / 1000)} s.\n`);
}

/** What node_modules/.setup-stamp holds after a complete installation. */
export function expectedStamp(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

const NPM_CI_FLAGS = [
  // Both are left out when NODE_ENV is production or the user's own npm settings say so.
  '--include=dev',
  '--include=optional',
  // No package of ours has an install script to run.
  '--ignore-scripts',
  // The packages run on the Node that is among them, not on the one that npm itself runs on.
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=error',
];

const stampPath = (root) => join(root, 'node_modules/.setup-stamp');

function runNpm(args, options) {
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = process.env;
  // Another package manager puts its own path here, and would not understand `ci`.
  if (/npm-cli\.c?js$/.test(npm)) {
    // Asked to stop, npm takes half a minute to tidy up what the next installation throws away in any case.
    return runNode(node, [npm, ...args], { ...options, isQuiet: true, graceMs: 0 });
  }
  return runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
}
