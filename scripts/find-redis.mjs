import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, isProgram } from './find-on-path.mjs';
import { runQuietly } from './process-group.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** The Redis (or Valkey) server of this machine, or the one fetched earlier; undefined when there is none. */
export function findRedis() {
  const named = process.env.REDIS_SERVER_PATH || process.env.REDIS_SERVER;
  if (named) return isProgram(named) ? named : findOnPath([named]);
  return findOnPath(['redis-server', 'valkey-server']) ?? (isProgram(FETCHED) ? FETCHED : undefined);
}

/** Fetches Debian's own packages into node_modules/.cache: no root needed, and no service is started. */
export async function fetchRedis({ signal, say }) {
  if (process.env.REDIS_SERVER || !findOnPath(['apt-get']) || !findOnPath(['dpkg']))
    throw new SetupFailure(ADVICE);
  say('Fetching a Redis server for the tests … ');
  const unpacked = `${CACHE}-${process.pid}`;
  const download = () => runQuietly('apt-get', ['download', '-q', ...PACKAGES], { cwd: unpacked, signal });
  try {
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true });
    let { code } = await download();
    if (code !== 0 && process.getuid?.() === 0) {
      await runQuietly('apt-get', ['update', '-q'], { signal });
      ({ code } = await download());
    }
    signal?.throwIfAborted();
    if (code !== 0) throw new SetupFailure(ADVICE);
    const server = await unpack(unpacked, signal);
    if ((await runQuietly(server, ['--version'], { signal })).code !== 0) throw new SetupFailure(ADVICE);
    await rm(CACHE, { recursive: true, force: true });
    await rename(unpacked, CACHE);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  say('done.\n');
  return FETCHED;
}

const ADVICE =
  'The tests need a Redis server: install redis-server (or valkey-server), or name one in REDIS_SERVER.';
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const CACHE = resolve(fileURLToPath(import.meta.url), '../../node_modules/.cache/redis');
const FETCHED = join(CACHE, 'redis-server');

async function unpack(folder, signal) {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.deb')) continue;
    await runQuietly('dpkg', ['-x', name, folder], { cwd: folder, signal });
    await rm(join(folder, name));
  }
  const launcher = join(folder, 'redis-server');
  await writeFile(launcher, LAUNCHER);
  await chmod(launcher, 0o755);
  return launcher;
}

// The server takes its role from the name it is called by, so the path must stay the symbolic link's.
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
for libraries in "$here"/usr/lib/*-linux-*; do
  LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
exec "$here/usr/bin/redis-server" "$@"
`;
