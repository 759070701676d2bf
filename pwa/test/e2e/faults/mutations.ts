import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { build, type Plugin } from 'vite';

/** A way to break the app on purpose: what one module says instead. */
export interface Mutation {
  readonly name: string;
  /** Below `pwa/src`. */
  readonly module: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** What many queues do: the entry is taken out, then sent. A tab that dies in between takes it along. */
export const DELETED_BEFORE_SEND: Mutation = {
  name: 'deleted before send',
  module: 'db/claim-entry.ts',
  pattern: /await db\.outbox\.bulkPut\(\[\.\.\.claim\.entries\]\)/,
  replacement: 'await db.outbox.bulkDelete(claim.entries.map(({ seq }) => seq))',
};

/** What many queues do: any HTTP answer counts as done. */
export const ACKNOWLEDGED_BY_ANY_STATUS: Mutation = {
  name: 'acknowledged by any status',
  module: 'sync/push.ts',
  pattern: /async #react\([^)]*\): Promise<Step> \{/,
  replacement: `$&
    if (failure instanceof Refused) {
      await this.#options.db.outbox.delete(entry.seq);
      return 'next';
    }`,
};

/** Harmless: a build that is another one, for updates. */
export const OTHER_VERSION: Mutation = {
  name: 'other version',
  module: 'sync/retry-policy.ts',
  pattern: /FIRST_WAIT_MS = 1_000/,
  replacement: 'FIRST_WAIT_MS = 900',
};

export interface MutantBuild extends AsyncDisposable {
  readonly directory: string;
}

/** Builds the app with that one change. @throws when the module does not have the place exactly once */
export async function buildMutant(mutation: Mutation): Promise<MutantBuild> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-mutant-'));
  const root = join(import.meta.dirname, '../../..');
  const seen = { count: 0 };
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    plugins: [rewrite(mutation, seen)],
    build: { outDir: directory, emptyOutDir: true },
  });
  if (seen.count !== 1) throw new Error(`"${mutation.name}" was built in ${seen.count} times.`);
  return {
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

function rewrite({ name, module, pattern, replacement }: Mutation, seen: { count: number }): Plugin {
  const suffix = join('pwa', 'src', ...module.split('/'));
  return {
    name: `mutation: ${name}`,
    enforce: 'pre',
    transform(code, id) {
      if (!id.replaceAll('/', sep).endsWith(suffix)) return null;
      const places = [...code.matchAll(new RegExp(pattern, 'g'))].length;
      if (places !== 1) throw new Error(`"${name}": ${module} has ${places} places for it.`);
      seen.count += 1;
      return { code: code.replace(pattern, replacement), map: null };
    },
  };
}
