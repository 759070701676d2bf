import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { webManifest } from './assets/web-manifest.ts';

const root = import.meta.dirname;
const buildId = hashOf(
  'index.html',
  'package.json',
  'public',
  'src',
  '../bff/contract/src',
  '../package-lock.json',
);

/** What the server owns; in development it is passed on, so that there is one address. */
const SERVER_PATHS = ['/api', '/auth', '/docs', '/health', '/metrics', '/openapi.json'];

export default defineConfig({
  root,
  define: { 'import.meta.env.VITE_BUILD_ID': JSON.stringify(buildId) },
  plugins: [
    react(),
    versionFile(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: webManifest,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg}', 'icons/icon-192.png'],
        globIgnores: ['screenshots/**'],
      },
    }),
  ],
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A file inlined as a data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: fileGroups() } } },
  },
  // A worker that fetches parts of itself when they are wanted.
  worker: { format: 'es' },
  server: {
    port: Number(process.env['ORDERS_DEV_PORT'] ?? 5173),
    proxy: proxyTo(process.env['ORDERS_BFF_URL']),
  },
});

/**
 * A few files instead of dozens: React, which changes seldom, the shell that is shown first, and Base UI, whose parts
 * are all fetched when the page is idle. Charts, panels and the data side stay files of their own.
 */
function fileGroups() {
  return [
    { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
    { name: 'shell', tags: ['$initial' as const], priority: 2 },
    { name: 'overlays', test: /node_modules[\\/](@base-ui|@floating-ui)[\\/]/, priority: 1 },
  ];
}

function proxyTo(target: string | undefined) {
  if (target === undefined) return {};
  return Object.fromEntries(SERVER_PATHS.map((path) => [path, { target, xfwd: true }]));
}

/** The build that the server has now, for an app that wants to know whether it is that one. */
function versionFile(): Plugin {
  const source = `${JSON.stringify({ build: buildId })}\n`;
  return {
    name: 'version-file',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'version.json', source });
    },
  };
}

/** The same sources give the same id on every machine, so that a rebuild of nothing new is no update. */
function hashOf(...sources: string[]): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesUnder))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 12);
}

function filesUnder(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
