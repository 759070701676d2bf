import { describe, expect, it } from 'vitest';
import {
  type AirtableSourceTestOptions,
  startAirtableSource,
  urlOfNobody,
} from './support/airtable-source.ts';

const options = { callClass: 'sync' } as const;
const READ_ONLY = { scopes: ['data.records:read'] };

async function refusalOf(setup: AirtableSourceTestOptions, missing: readonly string[] = []) {
  await using test = await startAirtableSource(setup);
  for (const field of missing) test.simulator.faults.add({ kind: 'removeField', field });
  const refusal = await test.source.check(options).catch((error: unknown) => error);
  return { refusal, calls: test.takeCalls(), lines: JSON.stringify(test.log.lines) };
}

describe('the check of the settings', () => {
  it('is one call when all is well', async () => {
    await using test = await startAirtableSource();
    await test.source.check(options);
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });

  it('takes the table by its id as well as by its name', async () => {
    await using test = await startAirtableSource();
    await test.another({ table: test.simulator.tableId }).check(options);
  });

  it('finds a wrong token, and says it nowhere', async () => {
    const { refusal, lines } = await refusalOf({ source: { token: () => 'patWrongToken0000.secret' } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'token' });
    expect(`${refusal} ${JSON.stringify(refusal)} ${lines}`).not.toContain('secret');
  });

  it.each(['pat with spaces', 'pat\nline', 'patÜ', ''])('finds that %j is no token', async (token) => {
    const { refusal, calls } = await refusalOf({ source: { token: () => token } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'token' });
    expect(calls).toEqual({});
  });

  it('finds an unknown base', async () => {
    const { refusal } = await refusalOf({ source: { baseId: 'appNobodyKnowsIt0' } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'base-or-table' });
  });

  it('calls nobody for what cannot be a base id', async () => {
    const { refusal, calls } = await refusalOf({ source: { baseId: '../v0/meta' } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'base-or-table' });
    expect(calls).toEqual({});
  });

  it('finds an unknown table and names those that there are', async () => {
    const { refusal } = await refusalOf({ source: { table: 'Bestellungen' } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'base-or-table' });
    expect(String(refusal)).toContain('no table "Bestellungen". It has "Orders"');
  });

  it('finds an unknown table without metadata', async () => {
    const { refusal } = await refusalOf({ simulator: READ_ONLY, source: { table: 'Bestellungen' } });
    expect(refusal).toMatchObject({ name: 'SourceRefused', reason: 'base-or-table' });
  });

  it('names every missing field at once', async () => {
    const { refusal, calls } = await refusalOf({}, ['Priority', 'Order Total', 'Customer']);
    expect(refusal).toMatchObject({ reason: 'field', fields: ['Customer', 'Order Total', 'Priority'] });
    expect(String(refusal)).toContain('It has "Order ID"');
    expect(calls).toEqual({ listRecords: 1, listTables: 1 });
  });

  it('names every missing field without metadata too', async () => {
    const { refusal } = await refusalOf({ simulator: READ_ONLY }, ['Priority', 'Status']);
    expect(refusal).toMatchObject({ reason: 'field', fields: ['Status', 'Priority'] });
    expect(String(refusal)).toContain('"Status", "Priority"');
  });

  it('leaves other trouble as it is', async () => {
    await using test = await startAirtableSource();
    const source = test.another({ apiUrl: await urlOfNobody() });
    await expect(source.check(options)).rejects.toMatchObject({ kind: 'source-unreachable' });
  });
});
