import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many builds before the present one keep their files. */
const KEPT_BUILDS = 2;
/** In a build: the names of its own hashed files, then those of each build before it that are here as well. */
const LIST = '.builds.json';

/**
 * Makes the build in `next` the one in `current`; `old` is a free path on the same disk. Pages that were opened before
 * go on asking for the hashed files of their own build, so those of the last builds move along.
 */
export async function putInPlace(next, current, old) {
  const own = await namesIn(join(next, 'assets'));
  // Built again from what changes nothing, a build does not push out the one before it.
  const isOther = (names) => names.length !== own.length || names.some((name) => !own.includes(name));
  const kept = (await buildsIn(current)).filter(isOther).slice(0, KEPT_BUILDS);
  for (const name of new Set(kept.flat())) await keep(join('assets', name), current, next);
  await writeFile(join(next, LIST), JSON.stringify([own, ...kept]));
  await mkdir(join(current, '..'), { recursive: true });
  await rename(current, old).catch(ignore('ENOENT'));
  await rename(next, current);
  await rm(old, { recursive: true, force: true });
}

/** What a build holds, newest first. Without a list it was not put in place by us and is one build. */
async function buildsIn(directory) {
  try {
    return JSON.parse(await readFile(join(directory, LIST), 'utf8'));
  } catch {
    const own = await namesIn(join(directory, 'assets'));
    return own.length === 0 ? [] : [own];
  }
}

/** A name with a hash in it always means the same content, so what is there already is right. */
async function keep(path, from, to) {
  await mkdir(join(to, 'assets'), { recursive: true });
  await copyFile(join(from, path), join(to, path), constants.COPYFILE_EXCL).catch(ignore('EEXIST', 'ENOENT'));
}

async function namesIn(directory) {
  const entries = (await readdir(directory, { withFileTypes: true }).catch(ignore('ENOENT'))) ?? [];
  return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
}

function ignore(...codes) {
  return (error) => {
    if (!codes.includes(error.code)) throw error;
  };
}
