import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CUSTOMERS, FIELD, FIELDS, FOREIGN, VIEW } from './support/foreign-base.ts';
import { runProgram } from './support/run-program.ts';
import { startBff } from './support/start-bff.ts';

const OTHER_BASE = {
  id: 'appOtherBase00000',
  name: 'Marketing',
  tables: [{ ...CUSTOMERS, id: 'tblCampaigns00000', name: 'Campaigns' }],
};

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ ...FOREIGN, ...options });
  onTestFinished(() => simulator[Symbol.asyncDispose]());
  return simulator;
}

async function place(before?: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-setup-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, '.env');
  if (before !== undefined) await writeFile(path, before);
  return path;
}

function setUp(simulator: Simulator, envFile: string, ...args: string[]) {
  const common = ['--api-url', simulator.url, '--settings-file', envFile, '--token-file', '-', '--yes'];
  return runProgram('setup/main.ts', [...common, ...args], { input: `${simulator.token}\n` });
}

const settingsIn = async (path: string) => parseEnv(await readFile(path, 'utf8')) as Record<string, string>;

describe('the setup of a foreign base', () => {
  it('finds its fields, writes the settings, and orders are served from it', async () => {
    const simulator = await start({ otherBases: [OTHER_BASE] });
    const envFile = await place('# mine\nCURRENCY=EUR\nAIRTABLE_BASE_ID=appOld00000000000\n');
    const ended = await setUp(simulator, envFile, '--base', 'Northwind Supply', '--table', 'Aufträge');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain('orderTotal  "Gesamtbetrag" (formula, by its name)');
    expect(ended.out).toMatch(/about [\d,]+ calls: .*to look for changes/);
    expect(ended.out).toContain('Airtable was asked 5 times.');
    expect(ended.out).not.toContain(simulator.token);
    expect(simulator.stats.snapshot().recentWrites).toEqual([]);
    const settings = await settingsIn(envFile);
    expect(settings).toEqual({
      CURRENCY: 'EUR',
      AIRTABLE_API_KEY: simulator.token,
      AIRTABLE_API_URL: simulator.url,
      AIRTABLE_BASE_ID: simulator.baseId,
      AIRTABLE_TABLE_ID: simulator.tableId,
      AIRTABLE_VIEW: '',
      AIRTABLE_FIELD_ORDER_ID: FIELD.number,
      AIRTABLE_FIELD_CUSTOMER: FIELD.customer,
      AIRTABLE_FIELD_STATUS: FIELD.status,
      AIRTABLE_FIELD_ORDER_TOTAL: FIELD.amount,
      AIRTABLE_FIELD_CREATED_AT: FIELD.arrived,
      AIRTABLE_FIELD_UPDATED_AT: FIELD.changed,
      AIRTABLE_FIELD_PRIORITY: FIELD.urgency,
    });
    expect((await stat(envFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(envFile, '..'))).toHaveLength(2);
    await using bff = await startBff({ simulator: FOREIGN, settings: settings });
    expect((await bff.fetch('/api/orders?sort=orderId')).json).toMatchObject({
      total: 12,
      orders: expect.arrayContaining([
        expect.objectContaining({ orderId: '1', customer: 'Müller & Söhne', status: 'Neu', orderTotal: 119 }),
      ]),
    });
  });

  it('takes other fields and a view where that is said', async () => {
    const simulator = await start();
    const envFile = await place();
    const fields = ['customer=Firma (aus Kunde)', 'priority=none', `orderTotal=${FIELD.amount}`];
    const ended = await setUp(
      simulator,
      envFile,
      ...['--table', simulator.tableId, '--view', 'Offene', '--monthly-calls', '1000'],
      ...fields.flatMap((field) => ['--field', field]),
    );
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain('rarer so that they last');
    expect(await settingsIn(envFile)).toMatchObject({
      AIRTABLE_VIEW: VIEW,
      AIRTABLE_FIELD_CUSTOMER: FIELD.customerName,
      AIRTABLE_FIELD_PRIORITY: 'none',
      AIRTABLE_MONTHLY_CALLS: '1000',
    });
  });

  it('writes nothing when it is only tried', async () => {
    const simulator = await start();
    const envFile = await place();
    const ended = await setUp(simulator, envFile, '--table', 'Aufträge', '--dry-run');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain(`AIRTABLE_FIELD_STATUS=${FIELD.status}`);
    expect(ended.out).not.toContain(simulator.token);
    expect(await readdir(join(envFile, '..'))).toEqual([]);
  });
});

describe('a base that fits badly', () => {
  async function expectStop(simulator: Simulator, says: RegExp, ...args: string[]): Promise<void> {
    const envFile = await place();
    const ended = await setUp(simulator, envFile, ...args);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(says);
    expect(ended.err).not.toMatch(/^\s+at /m);
    expect(ended.out + ended.err).not.toContain(simulator.token);
    expect(await readdir(join(envFile, '..'))).toEqual([]);
  }

  it('has two tables of one name: asks for the id and names both', async () => {
    const twin = { ...CUSTOMERS, id: 'tblTwin0000000000', name: 'Aufträge' };
    const simulator = await start({ otherTables: [CUSTOMERS, twin] });
    await expectStop(
      simulator,
      /Several.*--table[\s\S]*tblAuftraege00000[\s\S]*tblTwin0000000000/,
      '--table',
      'Aufträge',
    );
  });

  it('has several bases and nobody said which: names them', async () => {
    const simulator = await start({ otherBases: [OTHER_BASE] });
    await expectStop(simulator, /--base[\s\S]*Northwind Supply[\s\S]*Marketing/);
  });

  it('holds no orders: says what is missing', async () => {
    const simulator = await start();
    await expectStop(simulator, /nothing looks like a status or an amount/, '--table', 'Kunden');
  });

  it('has not the field that was named: names those that there are', async () => {
    const simulator = await start();
    await expectStop(
      simulator,
      /no field "Prio".*"Bearbeitungsstand"/,
      '--table',
      'Aufträge',
      '--field',
      'priority=Prio',
    );
  });

  it('has another kind of field: says so', async () => {
    const simulator = await start();
    await expectStop(
      simulator,
      /type lastModifiedTime, which cannot be read as orderTotal/,
      '--table',
      'Aufträge',
      '--field',
      'orderTotal=Zuletzt geändert',
    );
  });

  it('is hidden from the token: says which scopes it needs', async () => {
    await expectStop(await start({ scopes: ['data.records:read'] }), /schema\.bases:read/);
  });

  it('has no Order ID and a token that only reads: does the best it can and says so', async () => {
    const fields = [...FIELDS.filter(({ id }) => id !== FIELD.number)];
    const [status, ...others] = [fields[2]!, ...fields.filter((_, index) => index !== 2)];
    const simulator = await start({
      table: { fields: [status, ...others], rows: [] },
      scopes: ['data.records:read', 'schema.bases:read'],
    });
    const envFile = await place();
    const ended = await setUp(simulator, envFile, '--table', 'Aufträge');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/orderId +none: orders go by their record id/);
    expect(ended.out).toMatch(/data\.records:write/);
    expect(ended.out).toMatch(/webhook:manage/);
  });

  it('has five hundred fields: finds the seven', async () => {
    const many = Array.from({ length: 490 }, (_, index) => ({
      id: `fldExtra${String(index).padStart(9, '0')}`,
      name: `Extra ${index}`,
      type: 'multilineText' as const,
    }));
    const simulator = await start({ table: { fields: [...many, ...FIELDS], rows: [] } });
    const envFile = await place();
    expect(await setUp(simulator, envFile, '--table', 'Aufträge')).toMatchObject({ code: 0, err: '' });
    expect(await settingsIn(envFile)).toMatchObject({ AIRTABLE_FIELD_ORDER_ID: FIELD.number });
  });
});

it('names what makes no sense on the command line', async () => {
  const envFile = await place();
  for (const [says = '', ...args] of [
    ['--colour', '--colour'],
    ['colour=red', '--field', 'colour=red'],
    ['--hours', '--hours', '25'],
    ['stray', 'stray'],
  ]) {
    const ended = await runProgram('setup/main.ts', ['--settings-file', envFile, ...args]);
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  }
});
