import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './pwa/test/e2e/support/chromium.ts';

export default defineConfig({
  testDir: 'pwa/test/e2e',
  globalSetup: './pwa/test/e2e/global-setup.ts',
  outputDir: 'test-results',
  // Each worker has a browser, a server and a simulator of its own.
  workers: 2,
  retries: 0,
  // A machine that is busy with other things is no reason to fail.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: 'node_modules/.cache/test-reports/playwright.json' }]],
  use: {
    browserName: 'chromium',
    trace: 'retain-on-failure',
    locale: 'en-US',
    timezoneId: 'UTC',
    launchOptions: chromiumLaunch,
  },
});
