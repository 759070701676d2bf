import { ensureApp, ensureRuntime, explainFailure, projectRoot, say } from './prepare.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';

// `node scripts/setup.mjs` installs what is missing; `--build` builds the app as well.
const signal = stopOnSignals();
try {
  const options = { signal, say };
  const runtime = await ensureRuntime(projectRoot, options);
  if (process.argv.includes('--build')) {
    await ensureApp(projectRoot, runtime, options);
    say('The app is in pwa/dist.\n');
  }
} catch (error) {
  process.exitCode = explainFailure(error, signal);
}
