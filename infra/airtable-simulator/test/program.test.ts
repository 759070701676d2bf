import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { readSettings } from '../simulator-settings.ts';
import { startSimulator } from '../start-simulator.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const main = new URL('../main.ts', import.meta.url);

function start(env: Record<string, string>): ChildProcess {
  return fork(main, [], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  if (stream === null) throw new Error('There is no output.');
  const [line] = (await once(createInterface(stream), 'line')) as [string];
  return line;
}

describe('the program', () => {
  it('says where it is in one line and to its parent, and ends on SIGTERM', async () => {
    const child = start({ SIMULATOR_ORDERS: '20', SIMULATOR_LATENCY_MS: '0' });
    const message = once(child, 'message');
    const place = JSON.parse(await firstLine(child.stdout));
    expect(await message).toEqual([place, undefined]);
    expect(Object.keys(place)).toEqual(['url', 'token', 'baseId', 'tableId', 'tableName']);
    const answer = await fetch(`${place.url}/v0/${place.baseId}/${place.tableName}`, {
      headers: { Authorization: `Bearer ${place.token}` },
    });
    expect(((await answer.json()) as { records: unknown[] }).records).toHaveLength(20);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends with its parent', async () => {
    const child = start({ SIMULATOR_ORDERS: '5' });
    await once(child, 'message');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('names every bad setting and ends with 1', async () => {
    const child = start({ SIMULATOR_PORT: '99999', SIMULATOR_ORDERS: 'many', SIMULATOR_ACTIVITY: 'yes' });
    const exit = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface(child.stderr as NodeJS.ReadableStream)) lines.push(line);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'SIMULATOR_PORT',
      'SIMULATOR_ORDERS',
      'SIMULATOR_ACTIVITY',
    ]);
    expect((await exit)[0]).toBe(1);
  });

  it('says that a port is taken', async () => {
    await using taken = await startSimulator({ orders: 0 });
    const child = start({ SIMULATOR_PORT: new URL(taken.url).port });
    const exit = once(child, 'exit');
    expect(await firstLine(child.stderr)).toMatch(/cannot start: .*EADDRINUSE/);
    expect((await exit)[0]).toBe(1);
  });
});

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toEqual({
      options: {
        port: 0,
        host: '127.0.0.1',
        orders: 5000,
        activity: true,
        latencyMs: 120,
        requestsPerSecond: 5,
      },
    });
  });

  it('are read', () => {
    const settings = readSettings({
      SIMULATOR_PORT: '9000',
      SIMULATOR_HOST: '0.0.0.0',
      SIMULATOR_ORDERS: '100000',
      SIMULATOR_ACTIVITY: 'off',
      SIMULATOR_SEED: 'mine',
      SIMULATOR_LATENCY_MS: '0',
      SIMULATOR_TOKEN: 'patSomethingElse0.abc',
      SIMULATOR_BASE_ID: 'appAAAAAAAAAAAAAA',
      SIMULATOR_TABLE_ID: 'tblAAAAAAAAAAAAAA',
      SIMULATOR_REQUESTS_PER_SECOND: '50',
    });
    expect(settings).toEqual({
      options: {
        port: 9000,
        host: '0.0.0.0',
        orders: 100_000,
        activity: false,
        seed: 'mine',
        latencyMs: 0,
        token: 'patSomethingElse0.abc',
        baseId: 'appAAAAAAAAAAAAAA',
        tableId: 'tblAAAAAAAAAAAAAA',
        requestsPerSecond: 50,
      },
    });
  });

  it('are all checked at once', () => {
    const settings = readSettings({
      SIMULATOR_ORDERS: '100001',
      SIMULATOR_LATENCY_MS: '-1',
      SIMULATOR_BASE_ID: 'app1',
      SIMULATOR_TABLE_ID: 'Orders',
      SIMULATOR_TOKEN: 'a b',
      SIMULATOR_REQUESTS_PER_SECOND: '1.5',
    });
    expect('problems' in settings && settings.problems).toHaveLength(6);
  });
});
