import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunch } from './pwa/test/e2e/support/chromium.ts';

/** A project whose tests run in Node. */
const inNode = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, environment: 'node' as const, ...more },
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    // Most tests wait for a server or a browser, so one core less would be one core idle.
    maxWorkers: '100%',
    // A machine that is busy with other things is no reason to fail.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    attachmentsDir: 'node_modules/.cache/vitest-attachments',
    projects: [
      inNode('contract', ['bff/contract/src/**/*.test.ts']),
      inNode('bff', ['bff/src/**/*.test.ts', 'bff/test/**/*.test.ts'], {
        globalSetup: ['bff/test/support/redis-global-setup.ts'],
      }),
      inNode('client', ['client/**/*.test.ts'], { exclude: ['**/*.browser.test.ts'] }),
      inNode('infra', ['infra/**/*.test.ts']),
      inNode('scripts', ['scripts/test/**/*.test.mjs']),
      inNode('pwa', ['pwa/src/**/*.test.ts'], { exclude: ['**/*.browser.test.ts'] }),
      {
        plugins: [react()],
        // Prepared before the first page: a package met only later would make Vite reload a page amid its tests.
        optimizeDeps: { include: importedPackages('pwa/src', 'pwa/test', 'client/src') },
        test: {
          name: 'pwa-browser',
          include: [
            'pwa/src/**/*.browser.test.{ts,tsx}',
            'pwa/test/**/*.test.{ts,tsx}',
            'client/test/**/*.browser.test.ts',
          ],
          exclude: ['pwa/test/e2e/**'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});

/** What the files below these folders import from packages and run in a browser. */
function importedPackages(...folders: string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/^e2e\b|service-worker/.test(path))
      .map((path) => readFileSync(join(import.meta.dirname, folder, path), 'utf8')),
  );
  const names = files
    .flatMap((text) => [...text.matchAll(/^(?:import(?! type)|\}).* from '([^.'][^']*)';$/gm)])
    .map(([, name]) => name ?? '');
  const isOther = /^(?:node:|@orders\/|vitest$|vitest\/|virtual:)/;
  return [...new Set(['react/jsx-dev-runtime', ...names])].filter((name) => !isOther.test(name)).sort();
}
