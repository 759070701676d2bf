import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, isBuilt } from './build-app.mjs';
import { chooseRuntime } from './choose-runtime.mjs';
import { installPackages, isInstalled } from './install-packages.mjs';
import { SetupFailure } from './setup-failure.mjs';
import { withSetupLock } from './setup-lock.mjs';

/** The folder that holds package.json. */
export const projectRoot = resolve(fileURLToPath(import.meta.url), '../..');

/** Installs the packages unless they are there, and returns the path of the Node to run everything on. */
export async function ensureRuntime(root, options) {
  if (!isInstalled(root)) {
    await locked(root, options, async () => {
      // Whoever held the lock may just have done it.
      if (!isInstalled(root)) await installPackages(root, options);
    });
  }
  return chooseRuntime(root);
}

/** Builds the app unless pwa/dist is up to date. */
export async function ensureApp(root, runtime, options) {
  if (isBuilt(root)) return;
  await locked(root, options, async () => {
    if (!isBuilt(root)) await buildApp(root, { ...options, runtime });
  });
}

/** Progress goes to standard output as it comes: a line may be written in two parts. */
export const say = (text) => process.stdout.write(text);

/** Turns a failure that a person can put right into its message and exit code 1, and a stop request into 0. */
export function explainFailure(error, signal) {
  if (signal.aborted) return 0;
  if (!(error instanceof SetupFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 1;
}

function locked(root, { signal, say }, work) {
  const onWait = () => say('Another setup of this folder is under way; waiting for it …\n');
  return withSetupLock(root, { signal, onWait }, work);
}
