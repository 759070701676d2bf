import type { LaunchOptions } from '@playwright/test';
import { chromiumLaunch } from '../support/chromium.ts';

/** Pages that are left may come back as they were, which Playwright turns off otherwise. */
export const faultyChromium: LaunchOptions = {
  ...chromiumLaunch,
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};
