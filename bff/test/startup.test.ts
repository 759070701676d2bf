import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ALIASES, settingsSchema } from '../src/config.ts';
import { HttpClient } from './support/http-client.ts';
import { PATIENCE } from './support/patience.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
/** So that a developer's own settings do not count: an empty one is as good as none. */
const NOTHING_SET = Object.fromEntries(
  [...Object.keys(settingsSchema.shape), ...Object.keys(ALIASES)].map((name) => [name, '']),
);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'orders-start-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The server as a process of its own. */
function run(settings: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [MAIN, ...options], {
    env: { PATH: process.env['PATH'], ...NOTHING_SET, PORT: '0', DATA_DIRECTORY: directory, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { out: '', err: '' };
  const watchers = new Set<() => void>();
  const note = (stream: 'out' | 'err') => (chunk: string) => {
    printed[stream] += chunk;
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', note('out'));
  child.stderr.setEncoding('utf8').on('data', note('err'));
  const closed = once(child, 'close');
  return {
    printed,
    stop: (signal: NodeJS.Signals) => child.kill(signal),
    async exitCode(): Promise<number | null> {
      await closed;
      return child.exitCode;
    },
    /** Resolves with the match as soon as the output holds it. */
    async until(pattern: RegExp): Promise<RegExpExecArray> {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(printed.out);
        if (match !== null) resolve(match);
      };
      watchers.add(look);
      look();
      void closed.then(() => reject(new Error(`It ended before:\n${printed.out}${printed.err}`)));
      return promise;
    },
  };
}

async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ orders: 20, requestsPerSecond: 0, ...options });
  onTestFinished(() => simulator[Symbol.asyncDispose]());
  return simulator;
}

const settingsFor = (simulator: Simulator) => ({
  AIRTABLE_API_KEY: simulator.token,
  AIRTABLE_BASE_ID: simulator.baseId,
  AIRTABLE_TABLE_ID: simulator.tableId,
  AIRTABLE_API_URL: simulator.url,
});

/** It says in one line what is wrong and ends with 1. */
async function expectRefusal(settings: Record<string, string>, says: RegExp): Promise<void> {
  const server = run(settings);
  expect(await server.exitCode()).toBe(1);
  const lines = server.printed.err.trim().split('\n');
  expect(lines, server.printed.err).toHaveLength(1);
  expect(lines[0]).toMatch(says);
  expectNothingPrivate(server.printed, settings['AIRTABLE_API_KEY'] ?? '');
}

function expectNothingPrivate({ out, err }: { out: string; err: string }, secret: string): void {
  const all = out + err;
  expect(all).not.toMatch(/^\s+at /m);
  expect(all).not.toContain('node:internal');
  if (secret !== '') expect(all).not.toContain(secret);
}

describe('a start with bad settings', () => {
  it('names every one of them, shows no value, and ends with 1', async () => {
    const server = run({
      PORT: '99999',
      HOST: '0.0.0.0',
      AIRTABLE_API_KEY: 'patSecret.hunter1',
      AIRTABLE_API_URL: 'http://api.example.com',
      AIRTABLE_REQUESTS_PER_SECOND: 'many',
      AIRTABLE_WEBHOOKS: 'maybe',
      CACHE_TTL_SECONDS: '-1',
      REDIS_URL: 'http://user:hunter2@cache',
      RATE_LIMIT_ORDERS_LIST: '100 per minute',
      RATE_LIMIT_ORDERS_GET: 'lots',
      TRUSTED_PROXIES: '10.0.0.0/8, nonsense',
      REPORTING_TIME_ZONE: 'Mars/Olympus',
      CURRENCY: 'dollars',
      ALLOW_ANONYMOUS: 'perhaps',
      SIMULATOR_ORDERS: '1e9',
    });
    expect(await server.exitCode()).toBe(1);
    const named = Array.from(server.printed.err.matchAll(/^ {2}([A-Z_]+) /gm), ([, name]) => name);
    expect(named.sort()).toEqual(
      [
        'PORT',
        'HOST',
        'AIRTABLE_BASE_ID',
        'AIRTABLE_TABLE_ID',
        'AIRTABLE_API_URL',
        'AIRTABLE_REQUESTS_PER_SECOND',
        'AIRTABLE_WEBHOOKS',
        'CACHE_TTL_SECONDS',
        'REDIS_URL',
        'RATE_LIMIT_ORDERS_LIST',
        'RATE_LIMIT_ORDERS_GET',
        'TRUSTED_PROXIES',
        'REPORTING_TIME_ZONE',
        'CURRENCY',
        'ALLOW_ANONYMOUS',
        'SIMULATOR_ORDERS',
      ].sort(),
    );
    expectNothingPrivate(server.printed, 'hunter');
  });

  it('can be tried without starting', async () => {
    expect(await run({}, '--check-settings').exitCode()).toBe(0);
    const bad = run({ PORT: 'x', CURRENCY: 'x' }, '--check-settings');
    expect(await bad.exitCode()).toBe(1);
    expect(bad.printed.err).toMatch(/PORT.*CURRENCY/s);
  });
});

describe('S9: a start that cannot go on says why, and no secret:', () => {
  it('the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const simulator = await simulate();
    await expectRefusal(
      { ...settingsFor(simulator), AIRTABLE_API_KEY: 'pat.wrong', PORT: String(port) },
      new RegExp(`Port ${port} .*PORT`),
    );
  });

  it('the host is none of this machine', async () => {
    const settings = { ...settingsFor(await simulate()), HOST: '203.0.113.77', ALLOW_ANONYMOUS: 'true' };
    await expectRefusal(settings, /HOST 203\.0\.113\.77/);
  });

  it('the token is wrong', async () => {
    const settings = { ...settingsFor(await simulate()), AIRTABLE_API_KEY: 'patWrong.0123456789' };
    await expectRefusal(settings, /AIRTABLE_API_KEY/);
  });

  it('the token may not read', async () => {
    const simulator = await simulate({ scopes: ['schema.bases:read'] });
    await expectRefusal(settingsFor(simulator), /data\.records:read/);
  });

  it('the base is unknown', async () => {
    const settings = { ...settingsFor(await simulate()), AIRTABLE_BASE_ID: 'appUnknown0000000' };
    await expectRefusal(settings, /AIRTABLE_BASE_ID/);
  });

  it('the table is unknown', async () => {
    const settings = { ...settingsFor(await simulate()), AIRTABLE_TABLE_ID: 'No such table' };
    await expectRefusal(settings, /AIRTABLE_TABLE_ID/);
  });

  it('fields are missing', async () => {
    const simulator = await simulate({ fieldNames: { priority: 'Urgency', orderTotal: 'Sum' } });
    await expectRefusal(settingsFor(simulator), /"Order Total".*"Priority"|"Priority".*"Order Total"/);
  });
});

describe('a server', () => {
  it('says where it is and on what it runs, and ends with 0 when it is told to', async () => {
    const simulator = await simulate();
    const server = run(settingsFor(simulator));
    const [, address = ''] = await server.until(/Orders is ready at (http:\/\/127\.0\.0\.1:\d+)$/m);
    expect(server.printed.out).toContain(`Airtable base ${simulator.baseId}, table ${simulator.tableId}`);
    using client = new HttpClient(address);
    expect((await client.fetch('/health/live')).status).toBe(200);
    expect((await client.fetch('/api/orders')).json).toMatchObject({ total: 20 });
    server.stop('SIGTERM');
    expect(await server.exitCode()).toBe(0);
    expectNothingPrivate(server.printed, simulator.token);
  });

  it('S9: takes another token from its file on SIGHUP, without a restart', async () => {
    const simulator = await simulate();
    const { AIRTABLE_API_KEY, ...others } = settingsFor(simulator);
    const file = join(directory, 'airtable-token');
    await writeFile(file, AIRTABLE_API_KEY);
    const server = run({ ...others, AIRTABLE_API_KEY_FILE: file, AIRTABLE_WEBHOOKS: 'off' });
    const [, address = ''] = await server.until(/ready at (\S+)/);
    using client = new HttpClient(address);
    const sync = async () => (await client.fetch('/api/orders/sync', { method: 'POST' })).status;
    expect(await sync()).toBe(200);
    const turnTo = async (token: string, times: number) => {
      await writeFile(file, token);
      server.stop('SIGHUP');
      await server.until(new RegExp(`(?:another Airtable token is used[^]*){${times}}`));
    };
    await turnTo('patRevoked000000.secret', 1);
    expect(await sync()).toBe(502);
    await turnTo(AIRTABLE_API_KEY, 2);
    expect(await sync()).toBe(200);
    for (const token of [AIRTABLE_API_KEY, 'patRevoked000000.secret'])
      expect(server.printed.out + server.printed.err).not.toContain(token);
  });

  it('starts while Airtable is away, and reads it when it is back', async () => {
    const simulator = await simulate();
    simulator.faults.add({ kind: 'drop' });
    const server = run({ ...settingsFor(simulator), AIRTABLE_TIMEOUT_MS: '300' });
    const [, address = ''] = await server.until(/Orders is ready at (\S+)$/m);
    using client = new HttpClient(address);
    expect((await client.fetch('/health/ready')).status).toBe(503);
    server.stop('SIGINT');
    expect(await server.exitCode()).toBe(0);
  });

  it('ends at once when it is told to while it still starts', async () => {
    const simulator = await simulate();
    simulator.faults.add({ kind: 'hang' });
    const server = run(settingsFor(simulator));
    await expect.poll(() => simulator.stats.snapshot().inFlight, PATIENCE).toBeGreaterThan(0);
    server.stop('SIGTERM');
    expect(await server.exitCode()).toBe(0);
    expectNothingPrivate(server.printed, simulator.token);
  });
});
