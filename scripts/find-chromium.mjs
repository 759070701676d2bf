import { createRequire } from 'node:module';
import { findOnPath, isProgram } from './find-on-path.mjs';
import { runQuietly } from './process-group.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** The Chromium or Chrome of this machine, or the one that Playwright fetched; undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isProgram(named) ? named : undefined;
  return findOnPath(NAMES) ?? [...USUAL_PLACES, playwrightsOwn()].find((path) => path && isProgram(path));
}

/** Installs Debian's Chromium, which takes root. */
export async function installChromium({ signal, say }) {
  if (process.env.CHROMIUM_PATH || process.getuid?.() !== 0 || !findOnPath(['apt-get']))
    throw new SetupFailure(ADVICE);
  say('Installing Chromium for the browser tests … ');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) => runQuietly('apt-get', ['-q', '-y', ...args], { env, signal });
  const install = () => aptGet('install', '--no-install-recommends', 'chromium');
  let { code } = await install();
  if (code !== 0 && !signal?.aborted) {
    await aptGet('update');
    ({ code } = await install());
  }
  signal?.throwIfAborted();
  const path = code === 0 ? findChromium() : undefined;
  if (path === undefined) throw new SetupFailure(ADVICE);
  say('done.\n');
  return path;
}

const ADVICE =
  'The browser tests need Chromium: install it (Debian, as root: apt-get install chromium; elsewhere: ' +
  'npx playwright install chromium), or name one in CHROMIUM_PATH.';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  } catch {
    return undefined;
  }
}
