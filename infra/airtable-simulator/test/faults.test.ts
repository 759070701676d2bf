import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../faults/fault.ts';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
beforeEach(async () => {
  api = await startForTest({ rows: numberedRows(4, () => ({ Status: 'Pending', 'Order Total': 10 })) });
});
afterEach(() => api[Symbol.asyncDispose]());

const add = (fault: Fault) => api.simulator.faults.add(fault);
const patch = (fields: object = { Notes: 'x' }) =>
  api.call(`${api.table}/${recordId(1)}`, { method: 'PATCH', body: { fields } });
const notes = () => api.simulator.people.find(recordId(1))?.fields['Notes'];

describe('faults instead of an answer', () => {
  it('answer an error as JSON, as a page or as nothing', async () => {
    add({ kind: 'error', status: 503, count: 1, retryAfterSeconds: 7 });
    const retriable = await api.list();
    expect([retriable.status, retriable.headers.get('retry-after')]).toEqual([503, '7']);
    expect(retriable.body).toEqual({
      error: {
        type: 'RETRIABLE_ERROR',
        message:
          'Server encountered an error while processing your request, and it is safe to retry the request',
      },
    });
    add({ kind: 'error', status: 502, body: 'html', count: 1 });
    const page = await api.list();
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    add({ kind: 'error', status: 500, body: 'empty', count: 1 });
    const empty = await api.list();
    expect([empty.status, empty.text]).toEqual([500, '']);
    expect((await api.list()).status).toBe(200);
  });

  it('leave a write undone before it and done after it', async () => {
    add({ kind: 'error', status: 500, method: 'PATCH', count: 1 });
    expect((await patch({ Notes: 'one' })).status).toBe(500);
    expect(notes()).toBeUndefined();
    add({ kind: 'error', status: 500, method: 'patch', count: 1, when: 'after' });
    expect((await patch({ Notes: 'two' })).status).toBe(500);
    expect(notes()).toBe('two');
  });

  it('break the connection, before or after the write', async () => {
    add({ kind: 'drop', count: 1 });
    await expect(patch({ Notes: 'one' })).rejects.toThrow('fetch failed');
    expect(notes()).toBeUndefined();
    add({ kind: 'drop', when: 'after', count: 1 });
    await expect(patch({ Notes: 'two' })).rejects.toThrow('fetch failed');
    expect(notes()).toBe('two');
    expect(api.simulator.stats.snapshot().answersByStatus).toEqual({ 0: 2 });
    expect(api.simulator.stats.snapshot().recentWrites).toHaveLength(1);
  });

  it('keep from nobody which writes were applied', async () => {
    const values: unknown[] = [];
    await using other = await startForTest({
      rows: numberedRows(1),
      onWrite: ({ body }) => values.push(body),
    });
    const write = (Notes: string) =>
      other.call(`${other.table}/${recordId(1)}`, { method: 'PATCH', body: { fields: { Notes } } });
    other.simulator.faults.add({ kind: 'drop', count: 1 });
    await expect(write('never there')).rejects.toThrow('fetch failed');
    other.simulator.faults.add({ kind: 'drop', when: 'after', count: 1 });
    await expect(write('there')).rejects.toThrow('fetch failed');
    await write('and answered');
    expect(values).toEqual([{ fields: { Notes: 'there' } }, { fields: { Notes: 'and answered' } }]);
  });

  it('never answer until the client gives up', async () => {
    add({ kind: 'hang', count: 1 });
    const giveUp = new AbortController();
    const call = fetch(`${api.simulator.url}${api.table}`, {
      headers: { Authorization: `Bearer ${api.simulator.token}` },
      signal: giveUp.signal,
    });
    await api.list({ pageSize: '1' });
    giveUp.abort();
    await expect(call).rejects.toThrow('aborted');
  });

  it('let hanging and slow requests go when the simulator stops', async () => {
    await using other = await startForTest({ rows: [] });
    other.simulator.faults.add({ kind: 'hang', count: 1 });
    other.simulator.faults.add({ kind: 'slow', ms: 600_000, pathIncludes: 'pageSize=7' });
    const calls = [other.list(), other.list({ pageSize: '7' })];
    const outcomes = Promise.allSettled(calls);
    while (other.simulator.stats.snapshot().inFlight < 2) await other.call('/v0/meta/whoami');
    await other.simulator[Symbol.asyncDispose]();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('faults of the answer', () => {
  it('answer a page of HTML with 200', async () => {
    add({ kind: 'html' });
    const answer = await api.list();
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
      200,
      'text/html',
      undefined,
    ]);
  });

  it('cut the JSON short under headers that fit', async () => {
    add({ kind: 'truncated' });
    const answer = await api.list();
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    expect(answer.text).toMatch(/^\{"records":\[/);
  });

  it('send as many bytes as wanted, in valid JSON', async () => {
    add({ kind: 'hugeBody', bytes: 3_000_000 });
    const answer = await api.list();
    expect(answer.text.length).toBe(3_000_000);
    expect(answer.body.records).toHaveLength(4);
  });

  it('leave out an id, or send one twice', async () => {
    const missing = add({ kind: 'missingId' });
    expect((await api.list()).body.records[0]).not.toHaveProperty('id');
    api.simulator.faults.remove(missing);
    add({ kind: 'duplicateId' });
    const { records } = (await api.list()).body;
    expect(records).toHaveLength(5);
    expect(records[4]).toEqual(records[0]);
  });

  it('put other types and special values into cells', async () => {
    const wrong = add({ kind: 'wrongTypes', field: 'Status' });
    const { records } = (await api.list({ returnFieldsByFieldId: '1' })).body;
    const [statusId] = Object.entries(records[0].fields).find(([, value]) => typeof value === 'object') ?? [];
    expect(statusId).toMatch(/^fld/);
    api.simulator.faults.remove(wrong);
    add({ kind: 'wrongTypes', field: 'Order Total', value: 'twelve' });
    add({ kind: 'specialValue', field: 'Status' });
    const spoiled = (await api.list()).body.records;
    expect(spoiled[0].fields['Order Total']).toBe('twelve');
    expect(spoiled.map(({ fields }: { fields: Record<string, unknown> }) => fields['Status'])).toEqual([
      { specialValue: 'NaN' },
      { specialValue: 'Infinity' },
      { error: '#ERROR!' },
      { specialValue: 'NaN' },
    ]);
    expect((await api.call(`${api.table}/${recordId(2)}`)).body.fields['Order Total']).toBe('twelve');
  });

  it('lead every offset back to the first page', async () => {
    add({ kind: 'offsetLoop' });
    const first = await api.list({ pageSize: '2' });
    const second = await api.list({ pageSize: '2', offset: first.body.offset });
    expect(second.body.records).toEqual(first.body.records);
    expect((await api.list()).body.offset).toMatch(/^itr\w{14}\/rec\w{14}$/);
  });
});

describe('faults of the service', () => {
  it('lock everybody out at once', async () => {
    add({ kind: 'lockOut', count: 1 });
    expect((await api.list()).status).toBe(429);
    expect((await api.list()).body.errors[0].error).toBe('RATE_LIMIT_REACHED');
    api.clock.advance(30_000);
    expect((await api.list()).status).toBe(200);
  });

  it('forget offsets before the third page', async () => {
    add({ kind: 'expireOffsets', endpoint: 'listRecords', skip: 2, count: 1 });
    const first = await api.list({ pageSize: '1' });
    const second = await api.list({ pageSize: '1', offset: first.body.offset });
    const third = await api.list({ pageSize: '1', offset: second.body.offset });
    expect([second.status, third.status]).toEqual([200, 422]);
    expect(third.body).toEqual({ error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } });
  });

  it('refuse a field wherever a call names it', async () => {
    add({ kind: 'refuseField', field: 'Status' });
    const unknown = { error: { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "Status"' } };
    expect((await api.list({ 'fields[]': 'Status' })).body).toEqual(unknown);
    expect((await api.list({ 'sort[0][field]': 'Status' })).body).toEqual(unknown);
    expect((await patch({ Status: 'Shipped' })).body).toEqual(unknown);
    const formula = await api.list({ filterByFormula: "{Status}='Pending'" });
    expect(formula.body.error.type).toBe('INVALID_FILTER_BY_FORMULA');
    const post = { method: 'POST', body: { fields: ['Status'] } };
    expect((await api.call(`${api.table}/listRecords`, post)).body).toEqual(unknown);
    expect((await api.list()).status).toBe(200);
    expect((await patch({ Notes: 'fine' })).status).toBe(200);
  });

  it('remove and rename a field until they are taken back', async () => {
    const removed = add({ kind: 'removeField', field: 'Status' });
    const renamed = add({ kind: 'renameField', field: 'Order Total', to: 'Sum' });
    expect((await api.list()).body.records[0].fields).not.toHaveProperty('Status');
    expect((await patch({ 'Order Total': 1 })).body.error.type).toBe('UNKNOWN_FIELD_NAME');
    expect((await patch({ Sum: 11 })).body.fields).toMatchObject({ Sum: 11, 'Total with tax': 11.91 });
    api.simulator.faults.remove(removed);
    api.simulator.faults.remove(renamed);
    expect((await api.list()).body.records[0].fields).toMatchObject({ Status: 'Pending', 'Order Total': 11 });
    const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    expect(body.tables[0].fields[2].name).toBe('Status');
  });

  it('show a formula over a removed field as an error', async () => {
    add({ kind: 'removeField', field: 'Order Total' });
    expect((await api.list()).body.records[0].fields['Total with tax']).toEqual({ error: '#ERROR!' });
    const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    expect(body.tables[0].fields.at(-1).options.isValid).toBe(false);
  });

  it('add an option and give it to some rows', async () => {
    add({ kind: 'addOption', field: 'Status', name: 'On hold', rows: 2 });
    expect((await api.list({ filterByFormula: "{Status}='On hold'" })).body.records).toHaveLength(2);
    expect(() => add({ kind: 'addOption', field: 'Customer', name: 'x' })).toThrow('no options');
    expect(() => add({ kind: 'removeField', field: 'Nope' })).toThrow('Nope');
  });
});

describe('aim', () => {
  it('hits endpoint, method, path, share and number as asked', async () => {
    add({ kind: 'error', status: 500, endpoint: ['getRecord', 'whoami'] });
    expect((await api.list()).status).toBe(200);
    expect((await api.call('/v0/meta/whoami')).status).toBe(500);
    expect((await api.call(`${api.table}/${recordId(1)}`)).status).toBe(500);
    api.simulator.faults.clear();
    add({ kind: 'error', status: 500, pathIncludes: 'pageSize=3' });
    expect((await api.list({ pageSize: '3' })).status).toBe(500);
    expect((await api.list({ pageSize: '4' })).status).toBe(200);
    api.simulator.faults.clear();
    add({ kind: 'error', status: 500, probability: 0.5 });
    const found: number[] = [];
    for (let index = 0; index < 40; index += 1) found.push((await api.list({ pageSize: '1' })).status);
    const hits = found.filter((status) => status === 500).length;
    expect(hits).toBeGreaterThan(8);
    expect(hits).toBeLessThan(32);
    expect(api.simulator.faults.active()).toEqual([expect.objectContaining({ kind: 'error', hits })]);
  });

  it('lets several faults come together', async () => {
    add({ kind: 'slow', ms: 1 });
    add({ kind: 'missingId' });
    add({ kind: 'wrongTypes', field: 'Status', value: 1 });
    const [first] = (await api.list()).body.records;
    expect(first).not.toHaveProperty('id');
    expect(first.fields['Status']).toBe(1);
  });

  it('is not spent on calls that the quota refuses', async () => {
    api.simulator.switches.requestsPerSecond = 1;
    add({ kind: 'error', status: 500, count: 1 });
    expect((await api.list()).status).toBe(500);
    add({ kind: 'error', status: 500, count: 1 });
    expect((await api.list()).status).toBe(429);
    expect(api.simulator.faults.active()).toHaveLength(1);
  });
});
