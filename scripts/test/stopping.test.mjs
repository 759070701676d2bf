import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startGroup } from '../process-group.mjs';
import { endless, FakeProject } from './support/fake-project.mjs';
import { isGone, written } from './support/running-program.mjs';

const pidOf = async (program, name) => (await program.says(new RegExp(`${name} is process (\\d+)\\.`)))[1];

describe('a request to stop that reaches npm ends everything with exit code 0', () => {
  test.each(['SIGTERM', 'SIGINT'])('while the services run (%s)', async (signal) => {
    using project = new FakeProject();
    await using start = project.npmStart();
    const pids = [await pidOf(start, 'simulator'), await pidOf(start, 'server')];
    start.kill(signal);
    const { code, output } = await start.exited;
    expect(code).toBe(0);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
    expect(output.indexOf('server stops')).toBeLessThan(output.indexOf('simulator stops'));
  });

  test('while the packages are being installed, which is then not taken for done', async () => {
    using project = new FakeProject({ isInstalled: false });
    // As npm does, which tidies up for half a minute before it obeys.
    project.write('npm-cli.cjs', endless(project.path('pid'), true));
    await using start = project.npmStart({ fakeInstall: true });
    const pid = await written(project.path('pid'));
    start.kill('SIGTERM');
    const { code, output } = await start.exited;
    expect(code).toBe(0);
    expect(await isGone(pid)).toBe(true);
    expect(existsSync(project.path('node_modules/.setup-stamp'))).toBe(false);
    expect(output).toMatch(/Installing packages .* … stopped\.\n$/);
  });

  test('while the app is being built, leaving the build before it as it was', async () => {
    using project = new FakeProject();
    project.write('pwa/dist/index.html', 'the build before');
    project.write('node_modules/vite/bin/vite.js', endless(project.path('pid')));
    await using start = project.npmStart();
    const pid = await written(project.path('pid'));
    start.kill('SIGTERM');
    expect((await start.exited).code).toBe(0);
    expect(await isGone(pid)).toBe(true);
    expect(await written(project.path('pwa/dist/index.html'))).toBe('the build before');
  });

  test('while the settings are being checked', async () => {
    using project = new FakeProject();
    project.write('bff/src/main.ts', endless(project.path('pid')));
    await using start = project.npmStart();
    const pid = await written(project.path('pid'));
    start.kill('SIGTERM');
    expect((await start.exited).code).toBe(0);
    expect(await isGone(pid)).toBe(true);
  });

  test('while the simulator is still starting', async () => {
    using project = new FakeProject();
    project.write('infra/airtable-simulator/main.ts', endless(project.path('pid')));
    await using start = project.npmStart();
    const pid = await written(project.path('pid'));
    start.kill('SIGTERM');
    const { code, output } = await start.exited;
    expect(code).toBe(0);
    expect(await isGone(pid)).toBe(true);
    expect(output).not.toContain('server is process');
  });
});

test('a program that does not obey is killed together with what it started', async () => {
  const program = `
    process.on('SIGTERM', () => {});
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    child.on('spawn', () => process.send([process.pid, child.pid]));
    setInterval(() => {}, 1000);`;
  const group = startGroup(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const pids = await new Promise((resolve) => group.child.once('message', resolve));
  await group.stop(20);
  for (const pid of pids) expect(await isGone(pid)).toBe(true);
});

test('what an obedient program leaves behind in its group is ended too', async () => {
  const program = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    child.on('spawn', () => process.send(child.pid));
    setInterval(() => {}, 1000);`;
  const group = startGroup(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const pid = await new Promise((resolve) => group.child.once('message', resolve));
  await group.stop(5000);
  expect(await isGone(pid)).toBe(true);
});
