import { projectRoot, say } from './prepare.mjs';
import { runTests } from './run-tests.mjs';
import { SetupFailure } from './setup-failure.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';
import { addUp, formatSummary } from './test-results.mjs';

// npm test: everything, on whatever machine. `npm test -- bff/test/health` runs only what has this in its path.
const signal = stopOnSignals();
const results = [];
try {
  await runTests(projectRoot, { signal, say, chosen: process.argv.slice(2), results });
} catch (error) {
  const reason = error instanceof SetupFailure ? error.message : (error?.stack ?? String(error));
  results.push({ failed: 1, reasons: [signal.aborted ? 'The tests were stopped.' : reason] });
}
const total = addUp(results);
say(formatSummary(total));
process.exitCode = signal.aborted ? 130 : Math.min(total.failed, 1);
