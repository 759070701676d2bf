import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Diagnosis, runDoctor } from '../src/doctor/run-doctor.ts';
import { systemClock } from '../src/system-clock.ts';
import { CUSTOMERS, FOREIGN, FOREIGN_SETTINGS } from './support/foreign-base.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { runProgram } from './support/run-program.ts';
import { startBff } from './support/start-bff.ts';

type Settings = Readonly<Record<string, string>>;

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-doctor-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ orders: 5, requestsPerSecond: 0, ...options });
  onTestFinished(() => simulator[Symbol.asyncDispose]());
  return simulator;
}

const settingsFor = (simulator: Simulator): Settings => ({
  AIRTABLE_API_KEY: simulator.token,
  AIRTABLE_BASE_ID: simulator.baseId,
  AIRTABLE_TABLE_ID: simulator.tableId,
  AIRTABLE_API_URL: simulator.url,
});

async function diagnose(
  environment: Settings,
  more: { fromFile?: Settings; aheadMs?: number; nodeVersion?: string } = {},
) {
  const root = await makeDirectory();
  return runDoctor({
    envFile: join(root, '.env'),
    fromFile: more.fromFile ?? {},
    environment: { PORT: '0', ...environment },
    root,
    nodeVersion: more.nodeVersion ?? '24.1.0',
    clock: { ...systemClock, now: () => Date.now() + (more.aheadMs ?? 0) },
    log: createRecordedLog(),
  });
}

/** What is not well, as `error token`. */
const troubles = ({ findings }: Diagnosis) =>
  findings.filter(({ level }) => level !== 'ok').map(({ level, check }) => `${level} ${check}`);

/** Every trouble says what to do. */
function expectAdvice({ findings }: Diagnosis): void {
  for (const { level, advice } of findings) expect(advice === undefined).toBe(level === 'ok');
}

describe('the doctor', () => {
  it('finds nothing wrong with what is right, for five calls and no write', async () => {
    const simulator = await start();
    const diagnosis = await diagnose(settingsFor(simulator));
    expect(troubles(diagnosis)).toEqual([]);
    expect(diagnosis).toMatchObject({ ok: true, airtableCalls: 5 });
    expect(simulator.stats.snapshot().callsByEndpoint).toEqual({
      ...{ whoami: 1, listTables: 1, listRecords: 1, updateRecords: 1, listWebhooks: 1 },
    });
    expect(simulator.stats.snapshot().recentWrites).toEqual([]);
  });

  it.each<[string, SimulatorOptions, Settings, string[], RegExp]>([
    ['a wrong token', {}, { AIRTABLE_API_KEY: 'patWrong000000000.0' }, ['error token'], /create\/tokens/],
    ['an unknown table', {}, { AIRTABLE_TABLE_ID: 'Bestellungen' }, ['error table'], /It has "Orders"/],
    [
      'an unknown base',
      {},
      { AIRTABLE_BASE_ID: 'appUnknown0000000' },
      ['warning scopes', 'error scopes', 'warning scopes', 'warning scopes'],
      /AIRTABLE_BASE_ID/,
    ],
    [
      'a token without metadata',
      { scopes: ['data.records:read', 'data.records:write', 'webhook:manage'] },
      {},
      ['warning scopes'],
      /schema\.bases:read/,
    ],
    [
      'a token that only reads',
      { scopes: ['data.records:read', 'schema.bases:read'] },
      {},
      ['warning scopes', 'warning scopes'],
      /data\.records:write/,
    ],
    ['a person who may only read', { permissionLevel: 'read' }, {}, ['warning scopes'], /right to edit/],
    [
      'a token that may not read',
      { scopes: ['schema.bases:read', 'data.records:write', 'webhook:manage'] },
      {},
      ['error scopes'],
      /data\.records:read/,
    ],
    [
      'missing fields',
      { fieldNames: { status: 'State', priority: 'Urgency' } },
      {},
      ['error fields', 'warning fields'],
      /AIRTABLE_FIELD_STATUS/,
    ],
    [
      'a field of another kind',
      {},
      { AIRTABLE_FIELD_ORDER_TOTAL: 'Status' },
      ['error fields'],
      /AIRTABLE_FIELD_ORDER_TOTAL/,
    ],
    [
      'a status that is computed',
      {},
      { AIRTABLE_FIELD_STATUS: 'Total with tax' },
      ['warning fields'],
      /single select/,
    ],
    ['an unknown view', {}, { AIRTABLE_VIEW: 'Mine' }, ['error table', 'error table'], /AIRTABLE_VIEW/],
    [
      'two tables of one name',
      { otherTables: [{ ...CUSTOMERS, id: 'tblTwin0000000000', name: 'Orders' }] },
      { AIRTABLE_TABLE_ID: 'Orders' },
      ['warning table'],
      /tblTwin0000000000/,
    ],
    [
      'an Airtable that is away',
      {},
      { AIRTABLE_API_URL: 'http://127.0.0.1:9' },
      ['error airtable'],
      /AIRTABLE_API_URL/,
    ],
  ])('finds %s', async (_, options, settings, expected, says) => {
    const simulator = await start(options);
    const diagnosis = await diagnose({ ...settingsFor(simulator), ...settings });
    expect(troubles(diagnosis)).toEqual(expected);
    expect(diagnosis.findings.map(({ message, advice }) => `${message} ${advice}`).join('\n')).toMatch(says);
    expectAdvice(diagnosis);
    expect(diagnosis.airtableCalls).toBeLessThanOrEqual(5);
    expect(diagnosis.ok).toBe(!expected.some((each) => each.startsWith('error')));
  });

  it('knows a foreign base by its settings', async () => {
    const diagnosis = await diagnose({ ...settingsFor(await start(FOREIGN)), ...FOREIGN_SETTINGS });
    expect(troubles(diagnosis)).toEqual([]);
    expect(JSON.stringify(diagnosis.findings)).toContain('Neu, In Arbeit, Versandt, Storniert');
  });

  it('finds bad settings, misspelt names and a .env that others can read', async () => {
    const diagnosis = await diagnose(
      { CURRENCY: 'dollars' },
      { fromFile: { AIRTABLE_BASEID: 'x', MINE: '1', CACHE_TIME: '1' } },
    );
    expect(troubles(diagnosis)).toEqual(['error settings', 'warning settings', 'warning settings']);
    expect(JSON.stringify(diagnosis.findings)).toContain('Write AIRTABLE_BASE_ID.');
    expectAdvice(diagnosis);
  });

  it('finds a port in use, an old Node, a wrong clock, a folder it may not use and no Redis', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const settings = {
      ...settingsFor(await start()),
      PORT: String(port),
      DATA_DIRECTORY: '/proc/orders',
      REDIS_URL: 'redis://:hunter2@127.0.0.1:9',
    };
    const diagnosis = await diagnose(settings, { aheadMs: 90_000, nodeVersion: '20.20.0' });
    expect(troubles(diagnosis)).toEqual([
      'error node',
      'error port',
      'error disk',
      'error clock',
      'error redis',
    ]);
    expect(JSON.stringify(diagnosis)).not.toContain('hunter2');
    expectAdvice(diagnosis);
  });

  it('finds its own server on the port, and a proxy that lets people say who they are', async () => {
    const proxy = { AUTH_MODE: 'proxy', TRUSTED_PROXIES: '127.0.0.1' };
    await using bff = await startBff({ settings: proxy });
    const here = {
      ...settingsFor(bff.simulator),
      ...proxy,
      PORT: new URL(bff.url).port,
      PUBLIC_URL: bff.url,
    };
    expect(troubles(await diagnose(here))).toEqual(['error proxy']);
    const safe = {
      ...here,
      TRUSTED_PROXIES: '192.0.2.1',
      AUTH_PROXY_USER_HEADER: 'X-Other',
      AUTH_PROXY_EMAIL_HEADER: 'X-Else',
    };
    expect(troubles(await diagnose(safe))).toEqual([]);
    expect(troubles(await diagnose({ ...here, TRUSTED_PROXIES: '0.0.0.0/0' }))).toEqual(['error proxy']);
  });

  it('finds that others are served without TLS and login', async () => {
    const open = { ...settingsFor(await start()), HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' };
    expect(troubles(await diagnose(open))).toEqual(['warning tls', 'warning login']);
    const away = {
      PUBLIC_URL: 'https://127.0.0.1:9',
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_CLIENT_ID: 'a',
      OIDC_CLIENT_SECRET: 'hunter3',
    };
    const diagnosis = await diagnose({ ...open, ...away });
    expect(troubles(diagnosis)).toEqual(['error tls', 'error login']);
    expect(JSON.stringify(diagnosis)).not.toContain('hunter3');
  });
});

describe('npm run doctor', () => {
  it('prints a list, or JSON, ends with 0 or 1, and says no secret', async () => {
    const simulator = await start();
    const file = join(await makeDirectory(), 'settings');
    const settings = { PORT: '0', ...settingsFor(simulator) };
    const well = await runProgram('doctor/main.ts', ['--settings-file', file], { settings });
    expect(well).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/ok +token .*\n[\s\S]*0 errors, \d warnings; 5 Airtable calls\n$/),
    });
    simulator.access.limit(simulator.token, []);
    const ill = await runProgram('doctor/main.ts', ['--json', '--settings-file', file], { settings });
    expect(ill.code).toBe(1);
    expect(JSON.parse(ill.out)).toMatchObject({ ok: false, airtableCalls: 5 });
    expect(well.out + ill.out).not.toContain(simulator.token);
    expect((await runProgram('doctor/main.ts', ['--jason'])).code).toBe(1);
  });
});
