import { expect, test } from 'vitest';
import { endless, FakeProject, obedient } from './support/fake-project.mjs';
import { isGone, written } from './support/running-program.mjs';

const pidOf = async (program, name) => (await program.says(new RegExp(`${name} is process (\\d+)\\.`)))[1];

test('without Airtable settings the simulator is started and the server is pointed at it', async () => {
  using project = new FakeProject();
  await using start = project.run('start.mjs', { env: { SIMULATOR_ORDERS: '12' } });
  await start.says(/simulator has 12 orders/);
  await start.says(/server got http:\/\/127\.0\.0\.1:9 pat1 app1 tbl1 true/);
  start.kill('SIGTERM');
  expect((await start.exited).code).toBe(0);
});

test('settings in .env are seen, and with a base in them no simulator is started', async () => {
  using project = new FakeProject();
  project.write('.env', 'AIRTABLE_API_KEY=pat2\nSIMULATOR_ORDERS=12\n');
  await using start = project.run('start.mjs');
  await start.says(/server got +\n/);
  start.kill('SIGTERM');
  const { code, output } = await start.exited;
  expect(code).toBe(0);
  expect(output).not.toContain('simulator');
});

test('a variable that is set but empty is not set', async () => {
  using project = new FakeProject();
  project.write('.env', 'AIRTABLE_API_KEY=\nAIRTABLE_BASE_ID=""\n');
  await using start = project.run('start.mjs', { env: { AIRTABLE_TABLE_ID: '' } });
  await start.says(/server got http/);
});

const checksOnceThereIs = (file) => `
import { existsSync } from 'node:fs';
while (!existsSync(${JSON.stringify(file)}));
console.error('PORT is not a port.');
process.exit(1);`;

test('bad settings are said once, and end the simulator and the build that had begun', async () => {
  using project = new FakeProject();
  const simulatorPid = project.path('simulator-pid');
  project.write('bff/src/main.ts', checksOnceThereIs(simulatorPid));
  project.write('infra/airtable-simulator/main.ts', endless(simulatorPid));
  project.write('node_modules/vite/bin/vite.js', endless(project.path('vite-pid')));
  const { code, output } = await project.run('start.mjs').exited;
  expect(code).toBe(1);
  expect(output).toMatch(/Building the app … stopped\.\nPORT is not a port\.\n$/);
  expect(await isGone(await written(simulatorPid))).toBe(true);
});

test('bad settings are said by the server alone when the simulator has stumbled over them before', async () => {
  using project = new FakeProject();
  project.write('bff/src/main.ts', `console.error('SIMULATOR_ORDERS is no number.'); process.exit(1);`);
  project.write('infra/airtable-simulator/main.ts', `console.error('bad orders'); process.exitCode = 1;`);
  const { code, output } = await project.run('start.mjs').exited;
  expect(code).toBe(1);
  expect(output).toContain('SIMULATOR_ORDERS is no number.');
  expect(output).not.toContain('bad orders');
});

test('a simulator that cannot start says why, and the exit code is 1', async () => {
  using project = new FakeProject();
  project.write('infra/airtable-simulator/main.ts', `console.error('no room'); process.exitCode = 1;`);
  const { code, output } = await project.run('start.mjs').exited;
  expect(code).toBe(1);
  expect(output).toMatch(/no room\nThe Airtable simulator ended unexpectedly \(exit code 1\)\.\n$/);
});

test('the exit code 1 of a server that says itself what is wrong is passed on without another word', async () => {
  using project = new FakeProject();
  project.write(
    'bff/src/main.ts',
    `if (!process.argv.includes('--check-settings')) { console.error('Port 8000 is taken.'); process.exit(1); }`,
  );
  const start = project.run('start.mjs', { env: { AIRTABLE_API_KEY: 'pat2' } });
  const { code, output } = await start.exited;
  expect(code).toBe(1);
  expect(output.trimEnd().split('\n').at(-1)).toBe('Port 8000 is taken.');
});

test('a server that is killed takes the simulator with it, is named, and the exit code is not 0', async () => {
  using project = new FakeProject();
  await using start = project.run('start.mjs');
  const simulator = await pidOf(start, 'simulator');
  process.kill(Number(await pidOf(start, 'server')), 'SIGKILL');
  const { code, output } = await start.exited;
  expect(code).toBe(1);
  expect(output).toContain('The server ended unexpectedly (SIGKILL).');
  expect(await isGone(simulator)).toBe(true);
});

test('a simulator that ends takes the server with it, and the exit code is 1', async () => {
  using project = new FakeProject();
  await using start = project.run('start.mjs');
  const server = await pidOf(start, 'server');
  process.kill(Number(await pidOf(start, 'simulator')), 'SIGKILL');
  const { code, output } = await start.exited;
  expect(code).toBe(1);
  expect(output).toContain('The Airtable simulator ended unexpectedly (SIGKILL).');
  expect(await isGone(server)).toBe(true);
});

test('when the supervisor itself is killed, its children end by themselves', async () => {
  using project = new FakeProject();
  await using start = project.run('start.mjs');
  const pids = [await pidOf(start, 'simulator'), await pidOf(start, 'server')];
  start.kill('SIGKILL');
  for (const pid of pids) expect(await isGone(pid)).toBe(true);
});

test('in development the server restarts when one of its files changes, behind one address', async () => {
  using project = new FakeProject();
  project.write('node_modules/vite/bin/vite.js', obedient('vite', `console.error(process.argv.join(' '));`));
  await using start = project.run('start.mjs', { args: ['--dev'], env: { PORT: '8123' } });
  await start.says(/--host 127\.0\.0\.1 --port 8123 --strictPort/);
  const first = await pidOf(start, 'server');
  project.write('bff/src/main.ts', obedient('new server'));
  const second = await pidOf(start, 'new server');
  expect(await isGone(first)).toBe(true);
  project.write('bff/contract/src/order.ts', `throw new Error('half a thought');`);
  expect(await isGone(second)).toBe(true);
  const vite = await pidOf(start, 'vite');
  start.kill('SIGINT');
  expect((await start.exited).code).toBe(0);
  expect(await isGone(vite)).toBe(true);
});
