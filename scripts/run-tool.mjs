import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureRuntime, explainFailure, projectRoot } from './prepare.mjs';
import { stopOnSignals } from './stop-on-signals.mjs';

/**
 * Installs what is missing and runs a program of the project in the foreground, so that it may ask questions on the
 * terminal. Progress goes to standard error, for what the program prints may be meant for another one.
 */
export async function runTool(path) {
  const signal = stopOnSignals();
  try {
    const runtime = await ensureRuntime(projectRoot, { signal, say: (text) => process.stderr.write(text) });
    const child = spawn(runtime, [join(projectRoot, path), ...process.argv.slice(2)], { stdio: 'inherit' });
    signal.addEventListener('abort', () => child.kill());
    const [code] = await once(child, 'close');
    process.exitCode = code ?? 1;
  } catch (error) {
    process.exitCode = explainFailure(error, signal);
  }
}
