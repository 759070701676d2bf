import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runNode, startNode } from './process-group.mjs';
import { SetupFailure } from './setup-failure.mjs';
import { whenAborted } from './supervise.mjs';

/** Throws everything that is wrong with the settings, as the server itself words it. */
export async function checkSettings({ root, runtime, signal }) {
  const args = [join(root, SERVER), '--check-settings'];
  const { code, output } = await runNode(runtime, args, { cwd: root, signal, isQuiet: true });
  signal.throwIfAborted();
  if (code !== 0) throw new SetupFailure(output.trimEnd());
}

/** Starts the sample base and returns the settings that make the server use it. */
export async function startSimulator({ root, runtime, signal }, settings, add) {
  const group = startNode(runtime, [join(root, SIMULATOR)], {
    cwd: root,
    env: { ...process.env, ...pickSimulatorSettings(settings) },
    // Its one line on standard output is for scripts; here the same comes over the channel.
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Kept back until it is clear that they are not about settings of which the server says more.
  const complaints = [];
  group.child.stderr.on('data', (chunk) => complaints.push(chunk));
  const ended = group.exited.then((end) => ({
    exitCode: 1,
    message: `The Airtable simulator ended unexpectedly (${describeEnd(end)}).`,
  }));
  add({ ended, stop: group.stop });
  const giveUp = new AbortController();
  const first = await Promise.race([
    new Promise((resolve) => group.child.once('message', (base) => resolve({ base }))),
    ended,
    whenAborted(signal),
    wait(SIMULATOR_START_MS, TOO_SLOW, { signal: giveUp.signal }),
  ]);
  giveUp.abort();
  signal.throwIfAborted();
  if (!first.base) throw new SetupFailure(`${Buffer.concat(complaints)}${first.message}`);
  process.stderr.write(Buffer.concat(complaints));
  group.child.stderr.removeAllListeners('data').pipe(process.stderr);
  return settingsFor(first.base);
}

/** Starts the server; it prints its address, and whatever keeps it from starting, itself. */
export function startServer({ root, runtime }, env, add) {
  const group = startNode(runtime, [join(root, SERVER)], { cwd: root, env });
  add({ ended: group.exited.then(explainServerEnd), stop: group.stop });
}

export const SERVER = 'bff/src/main.ts';
const SIMULATOR = 'infra/airtable-simulator/main.ts';
const SIMULATOR_START_MS = 60_000;
const TOO_SLOW = { message: 'The Airtable simulator did not start within a minute.' };

/** "exit code 3", "SIGKILL" or why it could not be started. */
export function describeEnd({ code, signal, error }) {
  return error?.message ?? signal ?? `exit code ${code}`;
}

function explainServerEnd(end) {
  // With exit code 1 the server has said itself what is wrong; a second line would only hide that.
  if (end.code === 1 && !end.error) return { exitCode: 1 };
  return { exitCode: end.code || 1, message: `The server ended unexpectedly (${describeEnd(end)}).` };
}

function pickSimulatorSettings(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith('SIMULATOR_')));
}

function settingsFor({ url, token, baseId, tableId }) {
  return {
    AIRTABLE_API_URL: url,
    AIRTABLE_API_KEY: token,
    AIRTABLE_BASE_ID: baseId,
    AIRTABLE_TABLE_ID: tableId,
    ORDERS_SIMULATOR: 'true',
  };
}
