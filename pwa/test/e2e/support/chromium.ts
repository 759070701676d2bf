import type { LaunchOptions } from '@playwright/test';

// The finder is plain JavaScript, for it has to run before there is a Node that knows types.
const finder = new URL('../../../../scripts/find-chromium.mjs', import.meta.url).href;
const { findChromium }: { findChromium(): string | undefined } = await import(finder);
const executablePath = findChromium();

/** How this machine's own Chromium is started, by Playwright and for Vitest's browser tests alike. */
export const chromiumLaunch: LaunchOptions = {
  ...(executablePath === undefined ? {} : { executablePath }),
  // Playwright adds what keeps it from calling its maker; these it leaves to us.
  args: ['--disable-gpu', '--disable-quic'],
};
