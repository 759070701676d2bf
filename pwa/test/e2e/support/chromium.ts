import type { LaunchOptions } from '@playwright/test';
// biome-ignore lint/correctness/useImportExtensions: the extension is the program's, not its declaration's.
import { findChromium } from '../../../../scripts/find-chromium.mjs';

const executablePath = findChromium();

/** How this machine's own Chromium is started, by Playwright and for Vitest's browser tests alike. */
export const chromiumLaunch: LaunchOptions = {
  ...(executablePath === undefined ? {} : { executablePath }),
  // Playwright adds what keeps it from calling its maker; these it leaves to us.
  args: ['--disable-gpu', '--disable-quic'],
};
