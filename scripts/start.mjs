import { isBuilt } from './build-app.mjs';
import { startDevelopment } from './development.mjs';
import { ensureApp, ensureRuntime, explainFailure, projectRoot, say } from './prepare.mjs';
import { readSettings, usesSimulator } from './read-settings.mjs';
import { checkSettings, startServer, startSimulator } from './services.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';
import { supervise } from './supervise.mjs';

// npm start installs, builds, starts and stops; with `--dev` (npm run dev) the app reloads and the server restarts
// on change.
const isDevelopment = process.argv.includes('--dev');
const signal = stopOnSignals();
try {
  process.exitCode = await start();
} catch (error) {
  process.exitCode = explainFailure(error, signal);
}

async function start() {
  const runtime = await ensureRuntime(projectRoot, { signal, say });
  const place = { root: projectRoot, runtime, signal, say };
  const settings = readSettings(projectRoot, process.env);
  await checkAndBuild(place, settings);
  return supervise(signal, async (add) => {
    const environment = usesSimulator(settings) ? await startSimulator(place, settings, add) : {};
    const startRest = isDevelopment ? startDevelopment : startServer;
    await startRest(place, { ...process.env, ...environment }, add, settings);
  });
}

/**
 * Bad settings have to be said before the simulator trips over its own, and are better said before a build than
 * after it. With neither to start the server itself says them just as soon.
 */
async function checkAndBuild(place, settings) {
  const needsBuild = !(isDevelopment || isBuilt(place.root));
  if (!needsBuild && !isDevelopment && !usesSimulator(settings)) return;
  const badSettings = new AbortController();
  const options = { signal: AbortSignal.any([signal, badSettings.signal]), say };
  const outcomes = await Promise.allSettled([
    checkSettings(place).catch((failure) => {
      badSettings.abort();
      throw failure;
    }),
    needsBuild ? ensureApp(place.root, place.runtime, options) : undefined,
  ]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}
