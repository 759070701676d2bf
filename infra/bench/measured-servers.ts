import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ChildProgram, startProgram } from '../cluster/child-program.ts';
import { serverSettings } from '../load/load-bench.ts';
import { createOrdersClient, type OrdersClient } from '../load/orders-client.ts';
import type { RecordedAnswer } from './recorded-answers.ts';

/** A server that says how much processor time it has used. */
export interface MeasuredServer {
  readonly name: 'node:http' | 'empty Koa' | 'Orders';
  readonly url: string;
  cpuMicroseconds(): Promise<number>;
}

export interface MeasuredOrders extends AsyncDisposable {
  readonly server: MeasuredServer;
  readonly client: OrdersClient;
}

const ROOT = new URL('../../', import.meta.url);
const FAST_AIRTABLE = {
  SIMULATOR_ACTIVITY: 'off',
  SIMULATOR_LATENCY_MS: '1',
  SIMULATOR_REQUESTS_PER_SECOND: '0',
};
/** With everything on that a company has on; the limits count, and are too high to refuse. */
const AS_IN_USE = {
  LOG_LEVEL: 'info',
  AIRTABLE_REQUESTS_PER_SECOND: '200',
  AUTH_MODE: 'proxy',
  TRUSTED_PROXIES: '127.0.0.1',
  CACHE_TTL_SECONDS: '3600',
  RATE_LIMIT_ORDERS_LIST: '1000000/second',
  RATE_LIMIT_ORDERS_SUMMARY: '1000000/second',
  RATE_LIMIT_GET_ORDER: '1000000/second',
};

/** The product over a fast simulated Airtable, with limits, logs, metrics and login on; its first read is over. */
export async function startOrders(orders: number): Promise<MeasuredOrders> {
  await using started = new AsyncDisposableStack();
  const env = { ...FAST_AIRTABLE, SIMULATOR_ORDERS: String(orders) };
  const simulator = started.use(
    await startProgram(new URL('infra/airtable-simulator/main.ts', ROOT), { env }),
  );
  const base = simulator.ready as { url: string; token: string; baseId: string; tableId: string };
  const folder = `node_modules/.cache/orders-bench/${randomBytes(6).toString('hex')}`;
  started.defer(() => rm(new URL(folder, ROOT), { recursive: true, force: true }));
  const settings = { ...serverSettings(base, folder), ...AS_IN_USE };
  const program = started.use(await startMeasured(new URL('bff/src/main.ts', ROOT), settings));
  const url = (program.ready as { ready: string }).ready;
  const client = createOrdersClient(url);
  await client.untilReady();
  const owned = started.move();
  return {
    client,
    server: { name: 'Orders', url, cpuMicroseconds: () => cpuOf(program) },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export interface Controls extends AsyncDisposable {
  readonly servers: readonly MeasuredServer[];
}

/** Both controls on the Node that runs this, each a process of its own with the product's answers. */
export async function startControls(answers: readonly RecordedAnswer[]): Promise<Controls> {
  await using started = new AsyncDisposableStack();
  const folder = new URL(`node_modules/.cache/orders-bench/${randomBytes(6).toString('hex')}/`, ROOT);
  await mkdir(folder, { recursive: true });
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const file = fileURLToPath(new URL('answers.json', folder));
  await writeFile(file, JSON.stringify(answers));
  const controls = [
    ['node:http', 'bare-control.ts'],
    ['empty Koa', 'koa-control.ts'],
  ] as const;
  const servers: MeasuredServer[] = [];
  for (const [name, script] of controls) {
    const program = started.use(
      await startMeasured(new URL(script, import.meta.url), { BENCH_ANSWERS: file }),
    );
    const { ready } = program.ready as { ready: string };
    servers.push({ name, url: ready, cpuMicroseconds: () => cpuOf(program) });
  }
  const owned = started.move();
  return { servers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function startMeasured(file: URL, env: Readonly<Record<string, string>>): Promise<ChildProgram> {
  const channel = new URL('cpu-channel.ts', import.meta.url).href;
  return startProgram(file, { env: { NODE_ENV: 'production', ...env, NODE_OPTIONS: `--import=${channel}` } });
}

async function cpuOf(program: ChildProgram): Promise<number> {
  const { cpuMicroseconds } = (await program.ask({ askCpu: true })) as { cpuMicroseconds: number };
  return cpuMicroseconds;
}
