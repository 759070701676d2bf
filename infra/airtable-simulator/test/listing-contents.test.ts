import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
afterEach(() => api[Symbol.asyncDispose]());
const ids = (answer: { body: { records: { id: string }[] } }) => answer.body.records.map(({ id }) => id);

describe('what a listing holds', () => {
  beforeEach(async () => {
    api = await startForTest({
      rows: [
        {
          id: recordId(3),
          fields: { 'Order ID': 'C', Status: 'Shipped', 'Order Total': 0, Priority: 'High' },
        },
        { id: recordId(1), fields: { 'Order ID': 'a', Status: 'Delivered', 'Order Total': 12.5 } },
        {
          id: recordId(2),
          fields: { 'Order ID': 'B', Status: 'Pending', Priority: 'Low', Customer: "O'Brien" },
        },
        { id: recordId(4), fields: { Notes: 'blank' } },
      ],
    });
  });

  it('comes in ascending record id, whatever the order of creation', async () => {
    expect(ids(await api.list())).toEqual([1, 2, 3, 4].map(recordId));
  });

  it('comes in the order of creation with a view', async () => {
    expect(ids(await api.list({ view: 'Grid view' }))).toEqual([3, 1, 2, 4].map(recordId));
    expect(ids(await api.list({ view: 'Open orders' }))).toEqual([2].map(recordId));
  });

  it('leaves out blank cells and keeps the number 0', async () => {
    const { body } = await api.list({ 'fields[]': 'Order Total' });
    expect(body.records.map(({ fields }: { fields: object }) => fields)).toEqual([
      { 'Order Total': 12.5 },
      {},
      { 'Order Total': 0 },
      {},
    ]);
  });

  it('is exactly an empty list when nothing matches', async () => {
    expect((await api.list({ filterByFormula: "{Order ID}='none'" })).text).toBe('{"records":[]}');
  });

  it.each<[string, number[]]>([
    ["{Status}='Shipped'", [3]],
    ["OR({Status}='Shipped',{Status}='Pending')", [2, 3]],
    ["{Customer}='O\\'Brien'", [2]],
    ['{Status}=BLANK()', [4]],
    ["NOT({Status}='Shipped')", [1, 2, 4]],
    ["OR(RECORD_ID()='rec00000000000002',RECORD_ID()='rec00000000000004')", [2, 4]],
    ["IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-23T11:59:59.000Z')", [1, 2, 3, 4]],
    ["IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-23T12:00:00.000Z')", []],
    ["IS_AFTER({Created At},'2020-01-01')", []],
    ["''", [1, 2, 3, 4]],
    ['', [1, 2, 3, 4]],
    ['{Order Total}', [1]],
  ])('is what the formula %s keeps', async (filterByFormula, expected) => {
    expect(ids(await api.list({ filterByFormula }))).toEqual(expected.map(recordId));
  });

  it.each<[string, string, number[]]>([
    ['Status', 'asc', [4, 2, 3, 1]],
    ['Status', 'desc', [1, 3, 2, 4]],
    ['Order Total', 'asc', [2, 4, 3, 1]],
    ['Order ID', 'asc', [4, 1, 2, 3]],
    ['Priority', 'desc', [3, 2, 1, 4]],
  ])('sorts by %s %s, options in their own order and blanks first', async (field, direction, expected) => {
    const sorted = await api.list({ 'sort[0][field]': field, 'sort[0][direction]': direction });
    expect(ids(sorted)).toEqual(expected.map(recordId));
  });

  it('sorts by a second key where the first ties', async () => {
    api.simulator.people.update(recordId(1), { Status: 'Pending' });
    const sorted = await api.list({
      'sort[0][field]': 'Status',
      'sort[1][field]': 'Order ID',
      'sort[1][direction]': 'desc',
    });
    expect(ids(sorted)).toEqual([4, 2, 1, 3].map(recordId));
  });

  it('shows results that are no numbers as objects', async () => {
    const formula = (name: string, text: string) =>
      ({ id: `fld${name.padEnd(14, '0')}`, name, type: 'formula', formula: text, precision: 2 }) as const;
    await using odd = await startForTest({
      rows: [{ fields: {} }],
      extraFields: [
        formula('Nan', '0/0'),
        formula('Infinite', '1/0'),
        formula('Failed', "'a'+1"),
        formula('Self', '{Self}'),
      ],
    });
    expect((await odd.list()).body.records[0].fields).toMatchObject({
      Nan: { specialValue: 'NaN' },
      Infinite: { specialValue: 'Infinity' },
      Failed: { error: '#ERROR!' },
      Self: { error: '#ERROR!' },
    });
  });

  it('has field ids as keys on request', async () => {
    const { body } = await api.list({ returnFieldsByFieldId: '1', 'fields[]': 'Status', maxRecords: '1' });
    expect(Object.keys(body.records[0].fields)[0]).toMatch(/^fld[A-Za-z0-9]{14}$/);
  });

  it('shows cells as text with a time zone and a locale, and not without', async () => {
    api.simulator.people.update(recordId(1), {
      'Order Total': 1234.5,
      'Created At': '2026-01-02T03:04:05.678Z',
    });
    const text = { cellFormat: 'string', timeZone: 'America/New_York', userLocale: 'en-us' };
    const { body } = await api.list({ ...text, maxRecords: '1' });
    expect(body.records[0].fields).toMatchObject({
      'Order Total': '$1,234.50',
      'Created At': '2026-01-01 22:04',
      Status: 'Delivered',
    });
    expect((await api.list({ cellFormat: 'string' })).body.error.type).toBe('INVALID_REQUEST_UNKNOWN');
    const post = { method: 'POST', body: { cellFormat: 'string' } };
    const { timeZone, userLocale } = text;
    const query = new URLSearchParams({ timeZone, userLocale });
    expect((await api.call(`${api.table}/listRecords?${query}`, post)).status).toBe(200);
  });

  it('counts comments on request', async () => {
    const { body } = await api.list({ 'recordMetadata[]': 'commentCount', 'fields[]': '' });
    expect(body.records[0]).toMatchObject({ commentCount: 0, fields: {} });
  });
});

describe('parameters that are refused', () => {
  beforeEach(async () => {
    api = await startForTest({ rows: numberedRows(3) });
  });

  const unknown = {
    type: 'INVALID_REQUEST_UNKNOWN',
    message: 'Invalid request: parameter validation failed. Check your request data.',
  };
  const invalidFormula = (reason: string) => ({
    type: 'INVALID_FILTER_BY_FORMULA',
    message: `The formula for filtering records is invalid: ${reason}`,
  });

  it.each<[Record<string, string>, object]>([
    [{ pageSize: '101' }, unknown],
    [{ pageSize: '0' }, unknown],
    [{ pageSize: 'all' }, unknown],
    [{ maxRecords: '-1' }, unknown],
    [{ fields: 'Status,Priority' }, unknown],
    [{ sort: '[{"field":"Status"}]' }, unknown],
    [{ 'sort[0][field]': 'Status', 'sort[0][direction]': 'down' }, unknown],
    [{ cellFormat: 'xml' }, unknown],
    [{ filterByFormula: '{Status' }, invalidFormula('Invalid formula. Please check your formula text.')],
    [{ filterByFormula: '{status}=1' }, invalidFormula('Unknown field names: status')],
    [{ 'fields[]': 'status' }, { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "status"' }],
    [{ 'fields[]': 'Status ' }, { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "Status "' }],
    [{ 'sort[0][field]': 'X' }, { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "X"' }],
    [{ view: 'Mine' }, { type: 'VIEW_NAME_NOT_FOUND', message: 'View "Mine" not found' }],
    [
      { view: 'viwAAAAAAAAAAAAAA' },
      { type: 'VIEW_ID_NOT_FOUND', message: 'View ID viwAAAAAAAAAAAAAA not found' },
    ],
  ])('%j', async (parameters, error) => {
    const answer = await api.list(parameters);
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ error });
  });

  it('the old name limit by POST, though not by GET', async () => {
    expect((await api.list({ limit: '1' })).body.records).toHaveLength(1);
    const post = await api.call(`${api.table}/listRecords`, { method: 'POST', body: { limit: 1 } });
    expect(post.body).toEqual({ error: unknown });
  });

  it('an address of more than 16,000 characters, in no JSON', async () => {
    const answer = await api.list({ filterByFormula: `'${'x'.repeat(16_000)}'` });
    expect(answer.status).toBe(414);
    expect(answer.body).toBeUndefined();
    const long = `'${'x'.repeat(20_000)}'`;
    const post = await api.call(`${api.table}/listRecords`, {
      method: 'POST',
      body: { filterByFormula: long },
    });
    expect(post.status).toBe(200);
  });

  it('as switched, with another type for a page that is too large', async () => {
    api.simulator.switches.pageSizeErrorType = 'INVALID_PAGE_SIZE';
    expect((await api.list({ pageSize: '500' })).body.error.type).toBe('INVALID_PAGE_SIZE');
  });
});
