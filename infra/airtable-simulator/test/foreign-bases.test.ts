import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../start-simulator.ts';

const CUSTOMERS = {
  id: 'tblCustomers00000',
  name: 'Customers',
  fields: [{ id: 'fldCustomerName00', name: 'Company', type: 'singleLineText' }],
  rows: [
    { id: 'recCustomer000000', fields: { Company: 'Ada & Co' } },
    { id: 'recCustomer000001', fields: { Company: 'Zoë' } },
  ],
} as const;

const OTHER = {
  id: 'appOther000000000',
  name: 'Other',
  tables: [{ ...CUSTOMERS, id: 'tblOther000000000', name: 'Elsewhere' }],
};

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({
    requestsPerSecond: 2,
    // Time stands still, so that on a busy machine too all calls are of one second.
    now: () => Date.parse('2026-11-23T12:00:00Z'),
    table: {
      fields: [
        { id: 'fldNumber00000000', name: 'Number', type: 'autoNumber' },
        {
          id: 'fldCustomer000000',
          name: 'Customer',
          type: 'multipleRecordLinks',
          linkedTableId: CUSTOMERS.id,
        },
        {
          id: 'fldCompany0000000',
          name: 'Company',
          type: 'multipleLookupValues',
          linkFieldId: 'fldCustomer000000',
          lookedUpFieldId: 'fldCustomerName00',
        },
        {
          id: 'fldLabel000000000',
          name: 'Label',
          type: 'formula',
          formula: "{Customer}&'!'",
          precision: 0,
          resultType: 'singleLineText',
        },
      ],
      rows: [
        { id: 'recLinked00000000', fields: { Customer: ['recCustomer000001', 'recCustomer000000'] } },
        { fields: {} },
      ],
    },
    otherTables: [CUSTOMERS],
    otherBases: [OTHER],
  });
});
afterEach(async () => {
  await simulator[Symbol.asyncDispose]();
});

async function ask(path: string, method = 'GET', body?: object) {
  const headers = { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${simulator.url}/v0/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe('a table of somebody else’s making', () => {
  it('answers links as ids, lookups as a list, and names to formulas', async () => {
    const { json } = await ask(`${simulator.baseId}/${simulator.tableId}`);
    const cells = (json['records'] as { fields: object }[]).map(({ fields }) => fields);
    expect(cells).toContainEqual({
      Number: 1,
      Customer: ['recCustomer000001', 'recCustomer000000'],
      Company: ['Zoë', 'Ada & Co'],
      Label: 'Zoë, Ada & Co!',
    });
    expect(cells).toContainEqual({ Number: 2, Label: '!' });
  });

  it('takes links to records that there are, and writes no lookup', async () => {
    const path = `${simulator.baseId}/${simulator.tableId}/recLinked00000000`;
    const written = await ask(path, 'PATCH', { fields: { Customer: ['recCustomer000000'] } });
    expect(written.json['fields']).toMatchObject({ Company: ['Ada & Co'] });
    const unknown = await ask(path, 'PATCH', { fields: { Customer: ['recNobody00000000'] } });
    expect(unknown).toMatchObject({ status: 422, json: { error: { type: 'ROW_DOES_NOT_EXIST' } } });
  });

  it('is described with what its fields link to and come to', async () => {
    const { json } = await ask(`meta/bases/${simulator.baseId}/tables`);
    const [orders] = json['tables'] as { fields: { name: string; options?: object }[] }[];
    const optionsOf = (name: string) => orders?.fields.find((field) => field.name === name)?.options;
    expect(optionsOf('Customer')).toMatchObject({ linkedTableId: CUSTOMERS.id });
    expect(optionsOf('Company')).toMatchObject({ recordLinkFieldId: 'fldCustomer000000' });
    expect(optionsOf('Label')).toMatchObject({ result: { type: 'singleLineText' } });
  });
});

describe('several bases', () => {
  it('are listed, and each has calls of its own', async () => {
    const { json } = await ask('meta/bases');
    expect((json['bases'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'Northwind Supply',
      'Other',
    ]);
    const statuses = async (base: string, table: string) => {
      const answers = await Promise.all([1, 2, 3].map(() => ask(`${base}/${table}`)));
      return answers.map(({ status }) => status).sort();
    };
    expect(await statuses(simulator.baseId, simulator.tableId)).toEqual([200, 200, 429]);
    expect((await ask(`${OTHER.id}/Elsewhere`)).status).toBe(200);
    expect((await ask(`bases/${OTHER.id}/webhooks`)).json).toEqual({ webhooks: [] });
  });
});

it('takes scopes away from a token in use', async () => {
  simulator.access.limit(simulator.token, ['data.records:read']);
  expect((await ask('meta/bases')).status).toBe(403);
  expect((await ask(`${simulator.baseId}/${simulator.tableId}`)).status).toBe(200);
});
