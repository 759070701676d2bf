import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hasRedisServer } from '../redis-server.ts';

// Processes take their time to start and to stop on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const MAIN = new URL('../main.ts', import.meta.url).pathname;

function run(...args: string[]) {
  const nothingSet = Object.fromEntries(
    ['API_KEY', 'BASE_ID', 'TABLE_ID', 'TABLE_ID_OR_NAME'].map((name) => [`AIRTABLE_${name}`, '']),
  );
  const settings = {
    ...{ PORT: '0', HOST: '127.0.0.1', AUTH_MODE: 'none' },
    ...{ SIMULATOR_ORDERS: '50', SIMULATOR_ACTIVITY: 'off' },
  };
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...nothingSet, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    // All that it starts is in its group and ends with it, however the test goes.
    detached: true,
  });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  });
  return child;
}

test.skipIf(!hasRedisServer)(
  'the command says in one line where it is, serves, and ends with 0',
  async () => {
    const child = run('--replicas', '2', '--balancer', 'plain');
    const said: string[] = [];
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => said.push(line));
    const ended = once(child, 'exit');
    await Promise.race([once(lines, 'line'), ended]);
    const [, url = ''] = /^Orders is ready at (http:\S+) \(2 replicas behind /.exec(said[0] ?? '') ?? [];
    const answer = await fetch(`${url}/health`);
    expect(await answer.json()).toMatchObject({ cache: { driver: 'redis' }, snapshot: { orders: 50 } });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said).toHaveLength(1);
    await expect(fetch(url)).rejects.toThrow();
    // Nobody is left in its group.
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow();
  },
);

test('what it does not understand ends it with 1 and says how it is used', async () => {
  const child = run('--replicas', 'many');
  const [said] = (await once(createInterface(child.stderr), 'line')) as [string];
  expect(said).toMatch(/^npm run cluster -- /);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
});
