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
  const place = { root: projectRoot, runtime, signal };
  const settings = readSettings(projectRoot, process.env);
  return supervise(signal, async (add) => {
    const simulator = await prepare(place, settings, add);
    if (simulator)
      say(`Airtable simulator at ${simulator.AIRTABLE_API_URL} (open it to see and to disturb it)\n`);
    const startRest = isDevelopment ? startDevelopment : startServer;
    await startRest(place, { ...process.env, ...simulator }, add, settings);
  });
}

/**
 * What has to be there before the server, all at once, for it takes a while and no part needs another. Bad settings
 * end the rest and are said before anything that went wrong because of them.
 */
async function prepare(place, settings, add) {
  const needsSimulator = usesSimulator(settings);
  const needsBuild = !(isDevelopment || isBuilt(place.root));
  // With nothing else to start, the server itself says just as soon what is wrong.
  const needsCheck = needsSimulator || needsBuild || isDevelopment;
  const giveUp = new AbortController();
  const either = AbortSignal.any([signal, giveUp.signal]);
  const check = async () => {
    await checkSettings(place).catch((failure) => {
      giveUp.abort();
      throw failure;
    });
  };
  const outcomes = await Promise.allSettled([
    needsCheck ? check() : undefined,
    needsSimulator ? startSimulator({ ...place, signal: either }, settings, add) : undefined,
    needsBuild ? ensureApp(place.root, place.runtime, { signal: either, say }) : undefined,
  ]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes[1].value;
}
