import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptToken, ServiceTokenStore } from '../application/admin-ports.ts';
import { Failure } from '../domain/failures.ts';
import { parseServiceToken } from '../domain/service-token.ts';

const TOKEN_FILE = /^([0-9a-f]{64})\.json$/;

/**
 * Service tokens as files of one folder, each named by its digest. The command and the server may change them at the
 * same time: a token is one file, which is there whole or not at all, and when it was last used is another.
 */
export function createServiceTokenFiles(directory: string): ServiceTokenStore {
  const tokenFile = (digest: string) => join(directory, `${digest}.json`);
  const usedFile = (digest: string) => join(directory, `${digest}.used`);

  async function find(digest: string): Promise<KeptToken | null> {
    const [text, used] = await Promise.all([readIfThere(tokenFile(digest)), readIfThere(usedFile(digest))]);
    const token = parseServiceToken(text);
    return token === null ? null : { ...token, digest, lastUsedAt: used === null ? null : Number(used) };
  }

  return {
    find: (digest) => orUnavailable(() => find(digest)),
    list: () =>
      orUnavailable(async () => {
        const names = await readdir(directory).catch(orNothing<string[]>([]));
        const digests = names.flatMap((name) => TOKEN_FILE.exec(name)?.[1] ?? []);
        return (await Promise.all(digests.map(find))).filter((token) => token !== null);
      }),
    add: (digest, token) =>
      orUnavailable(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeWhole(tokenFile(digest), JSON.stringify(token));
      }),
    delete: (digest) =>
      orUnavailable(async () => {
        const wasThere = (await readIfThere(tokenFile(digest))) !== null;
        await rm(tokenFile(digest), { force: true });
        await rm(usedFile(digest), { force: true });
        return wasThere;
      }),
    noteUse: (digest, at) => orUnavailable(() => writeWhole(usedFile(digest), String(at))),
  };
}

async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(orNothing(null));
}

/** What stands for a file or folder that is not there; any other error stays one. */
function orNothing<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
    throw error;
  };
}

/** Another name first: whoever reads meanwhile must not get half of it. */
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Failure('store-unavailable', 'The folder of the service tokens cannot be used.', { cause });
  }
}
