import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
afterEach(() => api[Symbol.asyncDispose]());
const ids = (answer: { body: { records: { id: string }[] } }) => answer.body.records.map(({ id }) => id);

describe('pages', () => {
  beforeEach(async () => {
    api = await startForTest({ rows: numberedRows(250) });
  });

  it('hold 100 records at most and end where there is no offset', async () => {
    const first = await api.list();
    expect(first.body.records).toHaveLength(100);
    expect(first.body.offset).toMatch(/^itr[A-Za-z0-9]{14}\/rec[A-Za-z0-9]{14}$/);
    const second = await api.list({ offset: first.body.offset });
    expect(second.body.offset.split('/')[0]).toBe(first.body.offset.split('/')[0]);
    expect(second.body.offset).not.toBe(first.body.offset);
    const third = await api.list({ offset: second.body.offset });
    expect(third.body).not.toHaveProperty('offset');
    const all = [first, second, third].flatMap(ids);
    expect(all).toHaveLength(250);
    expect(all).toEqual(all.toSorted());
  });

  it('come by POST too, with the offset in the body and not in the query', async () => {
    const post = (body: object, query = '') =>
      api.call(`${api.table}/listRecords${query}`, { method: 'POST', body });
    const first = await post({ pageSize: 100, sort: [{ field: 'Order ID', direction: 'desc' }], offset: '' });
    expect(ids(first)[0]).toBe(recordId(250));
    const { offset } = first.body;
    const stuck = await post(
      { pageSize: 100, sort: [{ field: 'Order ID', direction: 'desc' }] },
      `?offset=${offset}`,
    );
    expect(ids(stuck)).toEqual(ids(first));
    const second = await post({ sort: [{ field: 'Order ID', direction: 'desc' }], offset, method: 'stray' });
    expect(ids(second)[0]).toBe(recordId(150));
  });

  it('keep membership and order of the first page but show cells as they are now', async () => {
    const parameters = { filterByFormula: "{Notes}=''", 'sort[0][field]': 'Order ID', pageSize: '100' };
    const first = await api.list(parameters);
    api.simulator.people.update(recordId(150), { Notes: 'no longer matches', 'Order ID': 'A-FIRST' });
    api.simulator.people.create({ 'Order ID': 'ORD-000151-b' });
    api.simulator.people.delete(recordId(160), recordId(161));
    const second = await api.list({ ...parameters, offset: first.body.offset });
    expect(second.body.offset).toBeDefined();
    expect(second.body.records).toHaveLength(98);
    expect(second.body.records[49]).toMatchObject({
      id: recordId(150),
      fields: { Notes: 'no longer matches', 'Order ID': 'A-FIRST' },
    });
  });

  it('may be asked for again with an old offset', async () => {
    const { body } = await api.list();
    const [one, other] = [await api.list({ offset: body.offset }), await api.list({ offset: body.offset })];
    expect(ids(one)).toEqual(ids(other));
  });

  it('lose the filter when the client drops it', async () => {
    const first = await api.list({ filterByFormula: "{Order ID}>'ORD-000100'", pageSize: '10' });
    const second = await api.list({ offset: first.body.offset, pageSize: '100' });
    expect(ids(second)[0]).toBe(recordId(111));
    const filtered = await api.list({ filterByFormula: "FIND('5',{Order ID})", pageSize: '1' });
    const unfiltered = await api.list({ offset: filtered.body.offset });
    expect(unfiltered.body.records).toHaveLength(100);
  });

  it('expire after five idle minutes, and each use begins them anew', async () => {
    const first = await api.list();
    api.clock.advance(299_000);
    const second = await api.list({ offset: first.body.offset });
    expect(second.status).toBe(200);
    api.clock.advance(299_000);
    expect((await api.list({ offset: first.body.offset })).status).toBe(200);
    api.clock.advance(301_000);
    const late = await api.list({ offset: first.body.offset });
    expect(late.status).toBe(422);
    expect(late.text).toBe('{"error":{"type":"LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}}');
  });

  it.each(['itrX', 'junk', '100', 'recAAAAAAAAAAAAAA'])('refuse the offset %s', async (offset) => {
    const answer = await api.list({ offset });
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      error: { type: 'INVALID_OFFSET_VALUE', message: `The value of offset ${offset} is invalid` },
    });
  });

  it('refuse half of a known offset put together with another record', async () => {
    const { body } = await api.list();
    const offset = `${body.offset.split('/')[0]}/${recordId(3)}`;
    expect((await api.list({ offset })).body.error.type).toBe('INVALID_OFFSET_VALUE');
  });

  it('stop at maxRecords over all pages', async () => {
    const first = await api.list({ maxRecords: '150' });
    expect(first.body.records).toHaveLength(100);
    const second = await api.list({ maxRecords: '150', offset: first.body.offset });
    expect(second.body.records).toHaveLength(50);
    expect(second.body.offset).toBeUndefined();
  });
});
