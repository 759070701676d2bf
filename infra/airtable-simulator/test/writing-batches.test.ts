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

describe('batches', () => {
  const update = (id: number, fields: object) => ({ id: recordId(id), fields });
  const badList =
    'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object for cell values.';

  it('answer full records in the order of the request', async () => {
    const records = [update(3, { Status: 'Shipped' }), update(1, { Status: 'Pending' })];
    const { body } = await write('PATCH', '', { records });
    expect(
      body.records.map(({ id, fields }: { id: string; fields: Record<string, unknown> }) => [
        id,
        fields.Status,
      ]),
    ).toEqual([
      [recordId(3), 'Shipped'],
      [recordId(1), 'Pending'],
    ]);
    expect(body.records[0].fields['Order ID']).toBe('ORD-000003');
  });

  it('write nothing at all when one record is bad, not even an option made before it', async () => {
    const before = api.simulator.people.all();
    const records = [update(1, { Status: 'Brand new' }), update(2, { 'Order Total': 'x' })];
    expect((await write('PATCH', '', { records, typecast: true })).status).toBe(422);
    expect(api.simulator.people.all()).toEqual(before);
    const metadata = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    expect(metadata.body.tables[0].fields[2].options.choices).toHaveLength(5);
  });

  it('make an unknown option once, however many records have it', async () => {
    const records = [update(1, { Status: 'On hold' }), update(2, { Status: 'On hold' })];
    const { body } = await write('PATCH', '', { records, typecast: true });
    expect(body.records.map((record: { fields: object }) => record.fields)).toEqual([
      expect.objectContaining({ Status: 'On hold' }),
      expect.objectContaining({ Status: 'On hold' }),
    ]);
    const metadata = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    expect(metadata.body.tables[0].fields[2].options.choices).toHaveLength(6);
  });

  it('use up no autonumber when they fail', async () => {
    const bad = { records: [{ fields: { 'Order ID': 'x' } }, { fields: { Nope: 1 } }] };
    expect((await write('POST', '', bad)).status).toBe(422);
    const made = await write('POST', '', { fields: { 'Order ID': 'next' } });
    expect(made.body.fields.Line).toBe(5);
  });

  it('of more than ten are refused', async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => update(index + 1, {}));
    expect((await write('PATCH', '', { records: eleven })).body).toEqual(error('INVALID_RECORDS', badList));
    const hundred = Array.from({ length: 100 }, () => ({ fields: {} }));
    expect((await write('POST', '', { records: hundred })).body).toEqual(
      error(
        'INVALID_RECORDS',
        'A maximum of 10 records can be created per request but you have provided 100.',
      ),
    );
  });

  it.each<[string, unknown]>([
    ['no list', { records: {} }],
    ['an empty list', { records: [] }],
    ['a record without id', { records: [{ fields: {} }] }],
    ['a malformed id', { records: [{ id: 'x', fields: {} }] }],
    ['a record without fields', { records: [{ id: recordId(1) }] }],
  ])('with %s are refused', async (_what, body) => {
    const answer = await write('PATCH', '', body);
    expect([answer.status, answer.body]).toEqual([422, error('INVALID_RECORDS', badList)]);
  });

  it('with a record that is not there, or there twice, are refused', async () => {
    const absent = await write('PATCH', '', { records: [update(1, {}), update(9, {})] });
    expect([absent.status, absent.body]).toEqual([
      422,
      error('ROW_DOES_NOT_EXIST', `Record ID ${recordId(9)} does not exist in this table`),
    ]);
    const twice = await write('PATCH', '', { records: [update(1, {}), update(1, {})] });
    expect(twice.body.error.type).toBe('INVALID_RECORDS');
  });

  it('without records are refused', async () => {
    expect((await write('PATCH', '', { updates: [] })).body).toEqual(
      error('INVALID_REQUEST_MISSING_FIELDS', 'Could not find field "records" in the request body'),
    );
  });
});

describe('creating', () => {
  it('answers 200 with the record, or with a list for a list', async () => {
    const one = await write('POST', '', { fields: { 'Order ID': 'ORD-9', 'Order Total': 0 } });
    expect(one.status).toBe(200);
    expect(one.body).toEqual({
      id: expect.stringMatching(/^rec[A-Za-z0-9]{14}$/),
      createdTime: '2026-11-23T12:00:00.000Z',
      fields: { 'Order ID': 'ORD-9', 'Order Total': 0, 'Updated At': '2026-11-23T12:00:00.000Z', Line: 5 },
    });
    const two = await write('POST', '/', { records: [{ fields: {} }, { fields: { Customer: 'B' } }] });
    expect(two.body.records).toHaveLength(2);
    expect(two.body.records[1].fields.Customer).toBe('B');
  });

  it('refuses a body with neither fields nor records', async () => {
    expect((await write('POST', '', { record: {} })).body.error.type).toBe('INVALID_REQUEST_MISSING_FIELDS');
  });
});

describe('upserting', () => {
  const upsert = (records: object[], fieldsToMergeOn: unknown = ['Order ID'], method = 'PATCH') =>
    write(method, '', { performUpsert: { fieldsToMergeOn }, records });

  it('updates the one that matches and creates where none does, in the order given', async () => {
    api.simulator.people.create({ Customer: 'No key' });
    const { body } = await upsert([
      { fields: { 'Order ID': 'ORD-NEW', Customer: 'N' } },
      { fields: { 'Order ID': 'ORD-000002', Customer: 'Two' } },
      { id: recordId(3), fields: { Customer: 'Three' } },
      { fields: { 'Order ID': null, Customer: 'Blank key' } },
    ]);
    const [made, two, three, blank] = body.records;
    expect([two.id, three.id]).toEqual([recordId(2), recordId(3)]);
    expect(two.fields).toMatchObject({ 'Order ID': 'ORD-000002', Customer: 'Two' });
    expect(body.createdRecords).toEqual([made.id, blank.id]);
    expect(body.updatedRecords).toEqual([recordId(2), recordId(3)]);
  });

  it('fails as a whole when a key matches twice', async () => {
    api.simulator.people.update(recordId(3), { 'Order ID': 'ORD-000002' });
    const before = api.simulator.people.all();
    const answer = await upsert([{ fields: { 'Order ID': 'X' } }, { fields: { 'Order ID': 'ORD-000002' } }]);
    expect(answer.status).toBe(422);
    expect(api.simulator.people.all()).toEqual(before);
  });

  it('refuses no key, four keys, computed keys and unknown ids', async () => {
    expect((await upsert([{ fields: {} }], [])).status).toBe(422);
    expect((await upsert([{ fields: {} }], ['Order ID', 'Customer', 'Status', 'Notes'])).status).toBe(422);
    expect((await upsert([{ fields: {} }], ['Total with tax'])).status).toBe(422);
    expect((await upsert([{ id: recordId(9), fields: {} }])).body.error.type).toBe('ROW_DOES_NOT_EXIST');
  });
});

describe('deleting', () => {
  it('answers what is gone, one or several', async () => {
    const one = await api.call(`${api.table}/${recordId(1)}`, { method: 'DELETE' });
    expect([one.status, one.body]).toEqual([200, { deleted: true, id: recordId(1) }]);
    const query = `?records[]=${recordId(2)}&records[]=${recordId(3)}`;
    const two = await api.call(`${api.table}${query}`, { method: 'DELETE' });
    expect(two.body.records).toEqual([2, 3].map((id) => ({ deleted: true, id: recordId(id) })));
    expect((await api.list()).body.records).toHaveLength(1);
    expect((await api.call(`${api.table}/${recordId(1)}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('deletes none when one is not there, or when there are more than ten', async () => {
    const query = `?records[]=${recordId(2)}&records[]=${recordId(9)}`;
    const answer = await api.call(`${api.table}${query}`, { method: 'DELETE' });
    expect([answer.status, answer.body.error.type]).toEqual([422, 'ROW_DOES_NOT_EXIST']);
    const many = Array.from({ length: 11 }, (_, index) => `records[]=${recordId(index)}`).join('&');
    expect((await api.call(`${api.table}?${many}`, { method: 'DELETE' })).body.error.type).toBe(
      'INVALID_RECORDS',
    );
    expect((await api.list()).body.records).toHaveLength(4);
  });
});

describe('stamps', () => {
  it('are whole seconds that may be one ahead of the Date header', async () => {
    api.clock.advance(500);
    const { body, headers } = await write('POST', '', { fields: {} });
    expect(body.createdTime).toBe('2026-11-23T12:00:01.000Z');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 12:00:00 GMT');
    api.simulator.switches.stampRounding = 'floor';
    expect((await write('POST', '', { fields: {} })).body.createdTime).toBe('2026-11-23T12:00:00.000Z');
  });

  it('move when the same value is written again, unless switched off', async () => {
    const path = `/${recordId(4)}`;
    api.clock.advance(10_000);
    const same = await write('PATCH', path, { fields: { Status: 'Pending' } });
    expect(same.body.fields['Updated At']).toBe('2026-11-23T12:00:10.000Z');
    api.simulator.switches.identicalWriteMovesModified = false;
    api.clock.advance(10_000);
    const still = await write('PATCH', path, { fields: { Status: 'Pending' } });
    expect(still.body.fields['Updated At']).toBe('2026-11-23T12:00:10.000Z');
  });

  it('can be asked for by field', async () => {
    api.clock.advance(10_000);
    await write('PATCH', `/${recordId(4)}`, { fields: { Notes: 'later' } });
    const since = (fields: string) =>
      api.list({ filterByFormula: `IS_AFTER(LAST_MODIFIED_TIME(${fields}),'2026-11-23T12:00:05.000Z')` });
    expect((await since('{Notes}')).body.records).toHaveLength(1);
    expect((await since('{Status},{Notes}')).body.records).toHaveLength(1);
    expect((await since('{Status}')).body.records).toHaveLength(0);
  });
});
