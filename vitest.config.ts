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
    // A machine that is busy with other things is no reason to fail.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    attachmentsDir: 'node_modules/.cache/vitest-attachments',
    projects: [
      inNode('contract', ['bff/contract/src/**/*.test.ts']),
      inNode('bff', ['bff/src/**/*.test.ts', 'bff/test/**/*.test.ts'], {
        globalSetup: ['bff/test/support/redis-global-setup.ts'],
      }),
      inNode('infra', ['infra/**/*.test.ts']),
      inNode('scripts', ['scripts/test/**/*.test.mjs']),
      inNode('pwa', ['pwa/src/**/*.test.ts'], { exclude: ['**/*.browser.test.ts'] }),
      {
        plugins: [react()],
        test: {
          name: 'pwa-browser',
          include: ['pwa/src/**/*.browser.test.{ts,tsx}', 'pwa/test/**/*.test.{ts,tsx}'],
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
