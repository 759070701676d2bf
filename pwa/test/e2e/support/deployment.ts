import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface BuildOptions {
  readonly runtime: string;
  say(text: string): void;
}

// The scripts are plain JavaScript, for they have to run before there is a Node that knows types.
const script = (name: string) => new URL(`../../../../scripts/${name}`, import.meta.url).href;
const {
  APP_SOURCES,
  buildApp,
}: { APP_SOURCES: readonly string[]; buildApp(root: string, options: BuildOptions): Promise<void> } =
  await import(script('build-app.mjs'));
const { putInPlace }: { putInPlace(next: string, current: string, old: string): Promise<void> } =
  await import(script('put-in-place.mjs'));

/** `first` is today's app; `second` comes from sources of which every part has changed. */
export type Build = 'first' | 'second';

/** A checkout of its own in which one build can follow another, as `npm start` puts them in place. */
export interface Deployment extends AsyncDisposable {
  readonly root: string;
  /** The first build and nothing before it. */
  reset(): Promise<void>;
  /** Puts a build in the place of the present one; a server sees it when it starts. */
  deploy(build: Build, change?: (directory: string) => Promise<void>): Promise<void>;
  /** Addresses of a build's own scripts and styles, which have a hash in their name. */
  assetsOf(build: Build): Promise<string[]>;
}

const ROOT = join(import.meta.dirname, '../../../..');
/** What the server needs beside the app. */
const OF_THE_SERVER = ['package.json', 'bff/package.json', 'bff/src', 'bff/contract/tsconfig.json'];
/** Files of the app that are each the heart of another chunk. */
const CHANGED = [
  'main.tsx',
  'app/compose.ts',
  'features/orders/order-panel.tsx',
  'features/overview/charts.tsx',
  'features/pending-edits/edits-panel.tsx',
  'ui/menu.tsx',
  'ui/popover.tsx',
];

/** Builds the second build, which takes some seconds. */
export async function prepareDeployment(): Promise<Deployment> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'orders-deployment-')));
  const dist = join(root, 'pwa/dist');
  const place = (build: Build) => join(root, 'builds', build);
  const next = join(root, 'builds/next');
  for (const path of [...APP_SOURCES, ...OF_THE_SERVER])
    await cp(join(ROOT, path), join(root, path), { recursive: true });
  await linkPackages(root);
  await cp(join(ROOT, 'pwa/dist'), place('first'), { recursive: true });
  for (const path of CHANGED) {
    // Not to be left out as unused by whatever makes the files small.
    await appendFile(
      join(root, 'pwa/src', path),
      "\ndocument.documentElement.dataset['build'] = 'second';\n",
    );
  }
  await buildApp(root, { runtime: process.execPath, say: () => undefined });
  await cp(dist, place('second'), { recursive: true });
  return {
    root,
    async reset() {
      await rm(dist, { recursive: true, force: true });
      await cp(place('first'), dist, { recursive: true });
    },
    async deploy(build, change) {
      await cp(place(build), next, { recursive: true });
      await change?.(next);
      await putInPlace(next, dist, join(root, 'builds/old'));
    },
    async assetsOf(build) {
      // Beside its own files there are those of the builds before it.
      const [names = []]: string[][] = JSON.parse(await readFile(join(place(build), '.builds.json'), 'utf8'));
      return names.map((name) => `/assets/${name}`);
    },
    async [Symbol.asyncDispose]() {
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** One link a package, for a folder of our own takes what tools leave beside them. */
async function linkPackages(root: string): Promise<void> {
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.')) continue;
    await symlink(join(ROOT, 'node_modules', name), join(root, 'node_modules', name), 'junction');
  }
}
