import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseRuntime } from '../choose-runtime.mjs';
import { FakeProject } from './support/fake-project.mjs';
import { isGone, written } from './support/running-program.mjs';

const npmCalls = async (project) => (await written(project.path('npm-calls.txt'))).trim().split('\n');
const build = (project, env) => project.run('setup.mjs', { args: ['--build'], env }).exited;

describe('installing', () => {
  test('happens once, and again when the lockfile has changed', async () => {
    using project = new FakeProject({ isInstalled: false });
    await project.run('setup.mjs').exited;
    const { code, output } = await project.run('setup.mjs').exited;
    expect([code, output]).toEqual([0, '']);
    expect(await npmCalls(project)).toHaveLength(1);
    project.write('package-lock.json', '{"changed":true}');
    await project.run('setup.mjs').exited;
    expect(await npmCalls(project)).toHaveLength(2);
  });

  test('brings development and platform packages whatever NODE_ENV says, and runs no install script', async () => {
    using project = new FakeProject({ isInstalled: false });
    await project.run('setup.mjs', { env: { NODE_ENV: 'production' } }).exited;
    const [call] = await npmCalls(project);
    expect(call).toMatch(/^ci .*--include=dev .*--include=optional .*--ignore-scripts/);
  });

  test('that fails shows what npm said, ends with 1 and is tried again the next time', async () => {
    using project = new FakeProject({ isInstalled: false });
    const npm = readFileSync(project.path('npm-cli.cjs'), 'utf8');
    project.write('npm-cli.cjs', `${npm}; console.error('npm error network'); process.exitCode = 7;`);
    const { code, output } = await project.run('setup.mjs').exited;
    expect(code).toBe(1);
    expect(output).toMatch(/failed\.\nnpm error network\nThe packages could not be installed/);
    await project.run('setup.mjs').exited;
    expect(await npmCalls(project)).toHaveLength(2);
  });

  test('at the same time in two terminals happens once, and the second waits for it', async () => {
    using project = new FakeProject({ isInstalled: false });
    const npm = readFileSync(project.path('npm-cli.cjs'), 'utf8');
    const untilReleased = `const wait = setInterval(() => require('node:fs').existsSync('go') && clearInterval(wait), 10);`;
    project.write('npm-cli.cjs', npm + untilReleased);
    await using first = project.run('setup.mjs');
    await npmCalls(project);
    await using second = project.run('setup.mjs');
    await second.says(/Another setup of this folder is under way/);
    project.write('go', '');
    expect([(await first.exited).code, (await second.exited).code]).toEqual([0, 0]);
    expect(await npmCalls(project)).toHaveLength(1);
  });

  test('that was killed half-way takes npm with it, holds nobody up and is done anew', async () => {
    using project = new FakeProject({ isInstalled: false });
    const npm = readFileSync(project.path('npm-cli.cjs'), 'utf8');
    project.write('npm-cli.cjs', `${npm}; process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);
    await using first = project.run('setup.mjs');
    await npmCalls(project);
    await using second = project.run('setup.mjs');
    await second.says(/Another setup/);
    project.write('npm-cli.cjs', npm);
    first.kill('SIGKILL');
    expect(await isGone((await written(project.path('npm-pids.txt'))).trim())).toBe(true);
    expect((await second.exited).code).toBe(0);
    expect(await npmCalls(project)).toHaveLength(2);
  });
});

describe('building the app', () => {
  test('happens for production when a source has changed, and not when only a test has', async () => {
    using project = new FakeProject();
    expect((await build(project, { NODE_ENV: 'test' })).output).toMatch(/Building the app … done/);
    expect(await written(project.path('pwa/dist/index.html'))).toBe('built in production');
    project.write('pwa/src/app.test.tsx', 'a test');
    expect((await build(project)).output).not.toContain('Building');
    project.write('bff/contract/src/order.ts', 'changed');
    expect((await build(project)).output).toContain('Building');
  });

  test('that fails shows why, ends with 1 and leaves the build before it in place', async () => {
    using project = new FakeProject();
    await build(project);
    project.write('pwa/src/app.tsx', 'changed');
    project.write(
      'node_modules/vite/bin/vite.js',
      `console.error('app.tsx: a comma is missing'); process.exit(1);`,
    );
    const { code, output } = await build(project);
    expect(code).toBe(1);
    expect(output).toMatch(/failed\.\napp\.tsx: a comma is missing\nThe app could not be built/);
    expect(await written(project.path('pwa/dist/index.html'))).toBe('built in production');
  });
});

describe('the hashed files of earlier builds', () => {
  const bundle = (...names) => `
const assets = process.argv[process.argv.indexOf('--outDir') + 1] + '/assets';
const { mkdirSync, writeFileSync } = await import('node:fs');
mkdirSync(assets, { recursive: true });
for (const name of ${JSON.stringify(names)}) writeFileSync(assets + '/' + name, 'content of ' + name);`;
  let changes = 0;
  const deploy = async (project, ...names) => {
    project.write('node_modules/vite/bin/vite.js', bundle(...names));
    project.write('pwa/src/app.tsx', `change ${changes++}`);
    expect((await build(project)).output).toContain('done');
  };
  const assets = (project) => readdirSync(project.path('pwa/dist/assets')).sort();

  test('F-28: are kept for the two builds before this one, and no longer', async () => {
    using project = new FakeProject();
    await deploy(project, 'shell-1.js', 'charts-1.js');
    await deploy(project, 'shell-2.js', 'charts-1.js');
    await deploy(project, 'shell-3.js', 'charts-3.js');
    expect(assets(project)).toEqual(['charts-1.js', 'charts-3.js', 'shell-1.js', 'shell-2.js', 'shell-3.js']);
    expect(await written(project.path('pwa/dist/assets/shell-1.js'))).toBe('content of shell-1.js');
    await deploy(project, 'shell-4.js', 'charts-3.js');
    expect(assets(project)).toEqual(['charts-1.js', 'charts-3.js', 'shell-2.js', 'shell-3.js', 'shell-4.js']);
  });

  test('F-28: are not pushed out by building the same again', async () => {
    using project = new FakeProject();
    await deploy(project, 'shell-1.js');
    await deploy(project, 'shell-2.js');
    for (let time = 0; time < 3; time += 1) await deploy(project, 'shell-3.js');
    expect(assets(project)).toEqual(['shell-1.js', 'shell-2.js', 'shell-3.js']);
  });

  test('F-28: are kept of a build that somebody made without these scripts', async () => {
    using project = new FakeProject();
    project.write('pwa/dist/assets/shell-0.js', 'content of shell-0.js');
    await deploy(project, 'shell-1.js');
    expect(assets(project)).toEqual(['shell-0.js', 'shell-1.js']);
  });
});

describe('the Node to run on', () => {
  const systemNodes = [process.execPath];

  test('is the one among the packages', () => {
    using project = new FakeProject();
    expect(chooseRuntime(project.root, { versionOf: () => '26.10.0', systemNodes })).toMatch(
      /node_modules.node-[^/]+.bin.node/,
    );
  });

  test("is the system's own when the other cannot start here, which then shadows it no longer", () => {
    using project = new FakeProject();
    project.write('node_modules/.bin/node', 'built for another C library');
    const versionOf = (path) => (path === process.execPath ? '24.1.0' : '');
    expect(chooseRuntime(project.root, { versionOf, systemNodes })).toBe(process.execPath);
    expect(() => readFileSync(join(project.root, 'node_modules/.bin/node'))).toThrow('ENOENT');
  });

  test('is asked for in one line when there is none that is new enough', () => {
    using project = new FakeProject();
    const choose = () => chooseRuntime(project.root, { versionOf: () => '22.9.0', systemNodes });
    expect(choose).toThrow(
      /^Orders needs Node 24 or newer; [^\n]+ Install one from https:\/\/nodejs\.org and try again\.$/,
    );
  });
});
