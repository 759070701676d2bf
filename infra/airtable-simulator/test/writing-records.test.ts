import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
beforeEach(async () => {
  api = await startForTest({
    rows: [
      ...numberedRows(3),
      {
        id: recordId(4),
        fields: { 'Order ID': 'ORD-000004', Status: 'Pending', 'Order Total': 10, Notes: 'keep' },
        createdTime: '2026-11-01T08:00:00.000Z',
      },
    ],
    extraFields: [
      { id: 'fldAutoNumber0000', name: 'Line', type: 'autoNumber' },
      { id: 'fldCheckbox000000', name: 'Done', type: 'checkbox' },
    ],
  });
});
afterEach(() => api[Symbol.asyncDispose]());

const write = (method: string, path: string, body: unknown) =>
  api.call(`${api.table}${path}`, { method, body });
const error = (type: string, message: string) => ({ error: { type, message } });

describe('updating one record', () => {
  it('changes what is named and answers the whole record', async () => {
    api.clock.advance(5000);
    const { status, body } = await write('PATCH', `/${recordId(4)}`, {
      fields: { Status: 'Shipped', 'Order Total': 20.5 },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: recordId(4),
      createdTime: '2026-11-01T08:00:00.000Z',
      fields: {
        'Order ID': 'ORD-000004',
        Status: 'Shipped',
        'Order Total': 20.5,
        'Updated At': '2026-11-23T12:00:05.000Z',
        Notes: 'keep',
        'Total with tax': 22.19,
        Line: 4,
      },
    });
    expect((await api.call(`${api.table}/${recordId(4)}`)).body).toEqual(body);
    const filtered = await api.list({ filterByFormula: "{Status}='Shipped'" });
    expect(filtered.body.records).toEqual([body]);
  });

  it('clears with null and with an empty string, and PUT clears what is not named', async () => {
    const cleared = await write('PATCH', `/${recordId(4)}`, { fields: { Status: null, Notes: '' } });
    expect(Object.keys(cleared.body.fields)).toEqual([
      'Order ID',
      'Order Total',
      'Updated At',
      'Total with tax',
      'Line',
    ]);
    const replaced = await write('PUT', `/${recordId(4)}`, { fields: { Customer: 'New' } });
    expect(replaced.body.fields).toEqual({ Customer: 'New', 'Updated At': expect.any(String), Line: 4 });
  });

  it('takes field ids as names and answers with them on request', async () => {
    const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    const status = body.tables[0].fields.find((field: { name: string }) => field.name === 'Status').id;
    const written = await write('PATCH', `/${recordId(1)}`, {
      fields: { [status]: 'Shipped' },
      returnFieldsByFieldId: true,
    });
    expect(written.body.fields[status]).toBe('Shipped');
  });

  it('takes an option by its id', async () => {
    const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    const { id } = body.tables[0].fields[2].options.choices[1];
    const written = await write('PATCH', `/${recordId(1)}`, { fields: { Status: id } });
    expect(written.body.fields.Status).toBe('Processing');
  });

  it('takes a date as ISO text or as epoch milliseconds', async () => {
    const fields = { 'Created At': 1_640_520_000_000 };
    const written = await write('PATCH', `/${recordId(1)}`, { fields });
    expect(written.body.fields['Created At']).toBe('2021-12-26T12:00:00.000Z');
    const iso = await write('PATCH', `/${recordId(1)}`, {
      fields: { 'Created At': '2026-01-02T03:04:05.678+01:00' },
    });
    expect(iso.body.fields['Created At']).toBe('2026-01-02T02:04:05.678Z');
  });

  it('keeps fifteen digits of a number', async () => {
    const written = await write('PATCH', `/${recordId(1)}`, {
      fields: { 'Order Total': 1234567890.1234567 },
    });
    expect(written.body.fields['Order Total']).toBe(1234567890.12346);
  });

  it.each<[object, object]>([
    [{ Nope: 1 }, error('UNKNOWN_FIELD_NAME', 'Unknown field name: "Nope"')],
    [{ status: 'Shipped' }, error('UNKNOWN_FIELD_NAME', 'Unknown field name: "status"')],
    [
      { Status: 'Lost' },
      error(
        'INVALID_MULTIPLE_CHOICE_OPTIONS',
        'Insufficient permissions to create new select option ""Lost""',
      ),
    ],
    [{ Status: 3 }, error('INVALID_VALUE_FOR_COLUMN', 'Field "Status" cannot accept the provided value')],
    [
      { 'Order Total': '12.5' },
      error('INVALID_VALUE_FOR_COLUMN', 'Field "Order Total" cannot accept the provided value'),
    ],
    [{ Customer: 5 }, error('INVALID_VALUE_FOR_COLUMN', 'Field "Customer" cannot accept the provided value')],
    [{ Done: 'yes' }, error('INVALID_VALUE_FOR_COLUMN', 'Field "Done" cannot accept the provided value')],
    [
      { 'Created At': 'soon' },
      error('INVALID_VALUE_FOR_COLUMN', 'Cannot parse value "soon" for field Created At'),
    ],
    ...['Updated At', 'Total with tax', 'Line'].map((name): [object, object] => [
      { [name]: '2026-01-01' },
      error(
        'INVALID_VALUE_FOR_COLUMN',
        `Field "${name}" cannot accept a value because the field is computed`,
      ),
    ]),
  ])('refuses %j', async (fields, expected) => {
    const before = api.simulator.people.find(recordId(1));
    const answer = await write('PATCH', `/${recordId(1)}`, { fields });
    expect([answer.status, answer.body]).toEqual([422, expected]);
    expect(api.simulator.people.find(recordId(1))).toEqual(before);
  });

  it('refuses a body without fields, sent without JSON, or for a record that is not there', async () => {
    const missing = error(
      'INVALID_REQUEST_MISSING_FIELDS',
      'Could not find field "fields" in the request body',
    );
    expect((await write('PATCH', `/${recordId(1)}`, {})).body).toEqual(missing);
    const headers = { 'Content-Type': 'text/plain' };
    const plain = await api.call(`${api.table}/${recordId(1)}`, {
      method: 'PATCH',
      body: '{"fields":{}}',
      headers,
    });
    expect([plain.status, plain.body]).toEqual([422, missing]);
    const absent = await write('PATCH', `/${recordId(9)}`, { fields: {} });
    expect([absent.status, absent.body.error.type]).toEqual([404, 'MODEL_ID_NOT_FOUND']);
  });
});

describe('typecast', () => {
  it('reads numbers, ticks and dates from text and makes new options', async () => {
    const { body } = await write('PATCH', `/${recordId(1)}`, {
      typecast: true,
      fields: {
        'Order Total': '$1,234.50',
        Status: ' On hold ',
        Done: 'true',
        Customer: 7,
        'Created At': '2026-01-02',
      },
    });
    expect(body.fields).toMatchObject({
      'Order Total': 1234.5,
      Status: 'On hold',
      Done: true,
      Customer: '7',
      'Created At': '2026-01-02T00:00:00.000Z',
    });
    const metadata = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    expect(metadata.body.tables[0].fields[2].options.choices.at(-1)).toEqual({
      id: expect.stringMatching(/^sel[A-Za-z0-9]{14}$/),
      name: 'On hold',
      color: 'orangeLight2',
    });
  });

  it('refuses text that is no number, and options to those who are no creators', async () => {
    const bad = await write('PATCH', `/${recordId(1)}`, { typecast: true, fields: { 'Order Total': 'abc' } });
    expect(bad.body).toEqual(
      error('INVALID_VALUE_FOR_COLUMN', 'Cannot parse value "abc" for field Order Total'),
    );
    await using editor = await startForTest({ rows: numberedRows(1), permissionLevel: 'edit' });
    const body = { typecast: true, fields: { Status: 'On hold' } };
    const refused = await editor.call(`${editor.table}/${recordId(1)}`, { method: 'PATCH', body });
    expect(refused.body.error.type).toBe('INVALID_MULTIPLE_CHOICE_OPTIONS');
  });
});
