import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { findFreePort } from '@orders/infra/cluster/free-port.ts';

/** The built app and the real server, on a simulated Airtable of their own. */
export interface Stack extends AsyncDisposable {
  /** Stays the same over restarts: an installed app belongs to its address. */
  readonly baseURL: string;
  /** In this process: what other people do is `simulator.people`, what goes wrong is `simulator.faults`. */
  readonly simulator: Simulator;
  /** Resolves when the server has read all orders; `settings` are on top of those of the stack. */
  startServer(settings?: Settings): Promise<void>;
  /** As an operator stops it. */
  stopServer(): Promise<void>;
  /** As a crash ends it. */
  killServer(): Promise<void>;
  restartServer(settings?: Settings): Promise<void>;
}

export type Settings = Readonly<Record<string, string>>;

export interface StackOptions {
  readonly simulator?: SimulatorOptions;
  readonly settings?: Settings;
  /** The checkout to run; this one where left out. */
  readonly root?: string;
}

/** Starts all of it on free ports; fast and quiet unless the options say otherwise. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const simulator = await startSimulator({ ...FAST_SIMULATOR, ...options.simulator });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'orders-e2e-'));
  const port = await findFreePort();
  const baseURL = `http://127.0.0.1:${port}`;
  const settings = {
    ...FAST_SETTINGS,
    PORT: String(port),
    DATA_DIRECTORY: dataDirectory,
    AIRTABLE_API_URL: simulator.url,
    AIRTABLE_API_KEY: simulator.token,
    AIRTABLE_BASE_ID: simulator.baseId,
    AIRTABLE_TABLE_ID: simulator.tableId,
    ...options.settings,
  };
  let server: ChildProcess | undefined;
  const startServer = async (more: Settings = {}) => {
    server ??= await launch(options.root ?? ROOT, { ...settings, ...more }, baseURL);
  };
  const endServer = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = server;
    server = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const stack: Stack = {
    baseURL,
    simulator,
    startServer,
    stopServer: () => endServer('SIGTERM'),
    killServer: () => endServer('SIGKILL'),
    async restartServer(more) {
      await endServer('SIGTERM');
      await startServer(more);
    },
    async [Symbol.asyncDispose]() {
      await endServer('SIGKILL');
      await simulator[Symbol.asyncDispose]();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  await startServer();
  return stack;
}

const FAST_SIMULATOR: SimulatorOptions = {
  orders: 300,
  latencyMs: 5,
  activity: false,
  requestsPerSecond: 0,
  seed: 'end to end',
};

const FAST_SETTINGS: Settings = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'error',
  LOAD_SHEDDING: 'off',
  ORDERS_SIMULATOR: 'true',
  AIRTABLE_REQUESTS_PER_SECOND: '1000',
  AIRTABLE_THROTTLE_PAUSE_SECONDS: '1',
  SYNC_INTERVAL_SECONDS: '1',
  RATE_LIMIT_ORDERS_LIST: 'off',
  RATE_LIMIT_ORDERS_SUMMARY: 'off',
  RATE_LIMIT_GET_ORDER: 'off',
  RATE_LIMIT_UPDATE_ORDER: 'off',
  RATE_LIMIT_SYNC_ORDERS: 'off',
};

const ROOT = join(import.meta.dirname, '../../../..');

async function launch(root: string, settings: Settings, baseURL: string): Promise<ChildProcess> {
  const server = spawn(process.execPath, [join(root, 'bff/src/main.ts')], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...blankEnvFile(), ...settings },
    // The closed channel ends the server when this process is gone without having stopped it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  server.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  server.stderr?.on('data', (chunk) => {
    output += chunk;
    process.stderr.write(chunk);
  });
  const isReady = await Promise.race([
    once(server, 'message').then(() => true),
    once(server, 'exit').then(() => false),
  ]);
  if (!isReady) throw new Error(`The server did not start:\n${output}`);
  // Answered when there is something to answer from; with a login on, only to those signed in, as a proxy does it.
  const headers = { 'X-Forwarded-User': 'the-tests' };
  const answer = await fetch(`${baseURL}/api/orders/summary`, { headers });
  if (!answer.ok && answer.status !== 401)
    throw new Error(`The server has no orders: ${answer.status}\n${output}`);
  return server;
}

/** The server reads .env as well; what a developer has in there is none of the tests' business. */
function blankEnvFile(): Settings {
  const path = join(ROOT, '.env');
  const names = existsSync(path) ? Object.keys(parseEnv(readFileSync(path, 'utf8'))) : [];
  return Object.fromEntries(names.map((name) => [name, '']));
}
