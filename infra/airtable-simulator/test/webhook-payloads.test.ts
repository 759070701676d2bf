import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

const dayMs = 86_400_000;
interface Payload {
  readonly baseTransactionNumber: number;
  readonly changedTablesById: Record<string, { changedViewsById: Record<string, object> }>;
}

let api: TestSimulator;
let fieldIds: Record<string, string>;

beforeEach(async () => {
  api = await startForTest({ rows: numberedRows(3, () => ({ Status: 'Pending', 'Order Total': 10 })) });
  const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
  fieldIds = Object.fromEntries(
    body.tables[0].fields.map(({ name, id }: { name: string; id: string }) => [name, id]),
  );
});
afterEach(() => api[Symbol.asyncDispose]());

const path = (rest = '') => `/v0/bases/${api.simulator.baseId}/webhooks${rest}`;

async function createHook(filters: object = {}, includes: object = {}, more: object = {}): Promise<string> {
  const options = {
    filters: { dataTypes: ['tableData'], recordChangeScope: api.simulator.tableId, ...filters },
    includes,
  };
  const answer = await api.call(path(), { method: 'POST', body: { specification: { options }, ...more } });
  expect(answer.status).toBe(200);
  return answer.body.id;
}

const payloads = async (hook: string, query = '') => (await api.call(path(`/${hook}/payloads${query}`))).body;
const patch = (id: number, fields: object) =>
  api.call(`${api.table}/${recordId(id)}`, { method: 'PATCH', body: { fields } });

describe('payloads', () => {
  it('say what the API changed, by field id and with options as objects', async () => {
    const hook = await createHook(
      { watchDataInFieldIds: [fieldIds['Status']] },
      { includePreviousCellValues: true },
    );
    await patch(1, { Status: 'Shipped', Notes: 'x' });
    const body = await payloads(hook);
    expect(body).toEqual({
      cursor: 2,
      mightHaveMore: false,
      payloads: [
        {
          timestamp: '2026-11-23T12:00:00.250Z',
          baseTransactionNumber: 1,
          payloadFormat: 'v0',
          actionMetadata: {
            source: 'publicApi',
            sourceMetadata: {
              user: {
                id: expect.stringMatching(/^usr/),
                email: 'robin.ferreira@northwind.example',
                permissionLevel: 'create',
                name: 'Robin Ferreira',
              },
            },
          },
          changedTablesById: {
            [api.simulator.tableId]: {
              changedRecordsById: {
                [recordId(1)]: {
                  current: {
                    cellValuesByFieldId: {
                      [fieldIds['Status'] ?? '']: {
                        id: expect.stringMatching(/^sel/),
                        name: 'Shipped',
                        color: 'tealLight2',
                      },
                    },
                  },
                  previous: {
                    cellValuesByFieldId: {
                      [fieldIds['Status'] ?? '']: {
                        id: expect.stringMatching(/^sel/),
                        name: 'Pending',
                        color: 'blueLight2',
                      },
                    },
                  },
                },
              },
            },
          },
        },
      ],
    });
  });

  it('show a cleared cell as null and what follows from it', async () => {
    const hook = await createHook();
    api.clock.advance(10_000);
    await patch(1, { 'Order Total': null });
    const { payloads: found } = await payloads(hook);
    const table = found[0].changedTablesById[api.simulator.tableId];
    expect(table.changedRecordsById[recordId(1)].current.cellValuesByFieldId).toEqual({
      [fieldIds['Order Total'] ?? '']: null,
      [fieldIds['Updated At'] ?? '']: '2026-11-23T12:00:10.000Z',
      [fieldIds['Total with tax'] ?? '']: null,
    });
  });

  it('come one per call, a batch being one call, with unchanged cells where they were asked for', async () => {
    const hook = await createHook(
      { watchDataInFieldIds: [fieldIds['Status']] },
      { includeCellValuesInFieldIds: [fieldIds['Order ID']] },
    );
    const records = [1, 2].map((id) => ({ id: recordId(id), fields: { Status: 'Shipped' } }));
    await api.call(api.table, { method: 'PATCH', body: { records } });
    await patch(3, { Status: 'Delivered' });
    const { payloads: found } = await payloads(hook);
    expect(found.map(({ baseTransactionNumber }: Payload) => baseTransactionNumber)).toEqual([1, 2]);
    const changed = found[0].changedTablesById[api.simulator.tableId].changedRecordsById;
    expect(Object.keys(changed)).toEqual([recordId(1), recordId(2)]);
    expect(changed[recordId(1)].unchanged.cellValuesByFieldId).toEqual({
      [fieldIds['Order ID'] ?? '']: 'ORD-000001',
    });
  });

  it('tell of records that were made and deleted, by people too', async () => {
    const hook = await createHook();
    const made = api.simulator.people.create({ 'Order ID': 'NEW' });
    api.simulator.people.delete(recordId(2));
    const { payloads: found } = await payloads(hook);
    const [created, destroyed] = found.map(
      (payload: Payload) => payload.changedTablesById[api.simulator.tableId],
    );
    expect(created.createdRecordsById[made.id]).toEqual({
      createdTime: made.createdTime,
      cellValuesByFieldId: {
        [fieldIds['Order ID'] ?? '']: 'NEW',
        [fieldIds['Updated At'] ?? '']: made.createdTime,
      },
    });
    expect(destroyed).toEqual({ destroyedRecordIds: [recordId(2)] });
    expect(found[0].actionMetadata.source).toBe('client');
    expect(found[0].actionMetadata.sourceMetadata.user.name).not.toBe('Robin Ferreira');
  });

  it('leave out what the hook does not watch', async () => {
    const notes = await createHook({ watchDataInFieldIds: [fieldIds['Notes']] });
    const additions = await createHook({ changeTypes: ['add'] });
    const people = await createHook({ fromSources: ['client'] });
    await patch(1, { Status: 'Shipped' });
    await patch(1, { Status: 'Shipped' });
    for (const hook of [notes, additions, people]) expect((await payloads(hook)).payloads).toEqual([]);
  });

  it('are counted per hook from 1 and read in portions', async () => {
    const hook = await createHook();
    expect(await payloads(hook)).toEqual({ payloads: [], cursor: 1, mightHaveMore: false });
    for (const note of ['a', 'b', 'c']) await patch(1, { Notes: note });
    const first = await payloads(hook, '?cursor=1&limit=2');
    expect([first.payloads.length, first.cursor, first.mightHaveMore]).toEqual([2, 3, true]);
    const rest = await payloads(hook, `?cursor=${first.cursor}`);
    expect([rest.payloads.length, rest.cursor, rest.mightHaveMore]).toEqual([1, 4, false]);
    expect(await payloads(hook, '?cursor=4')).toEqual({ payloads: [], cursor: 4, mightHaveMore: false });
    for (const query of ['?limit=51', '?cursor=0', '?cursor=x']) {
      expect((await api.call(path(`/${hook}/payloads${query}`))).status).toBe(422);
    }
  });

  it('are kept for a week', async () => {
    const hook = await createHook();
    await patch(1, { Notes: 'old' });
    api.clock.advance(5 * dayMs);
    await payloads(hook);
    await patch(1, { Notes: 'new' });
    api.clock.advance(3 * dayMs);
    const { payloads: found, cursor } = await payloads(hook, '?cursor=1');
    expect([found.length, cursor]).toEqual([1, 3]);
  });

  it('sit under the view when that is the scope, entering and leaving it', async () => {
    const { body } = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    const view = body.tables[0].views[1].id;
    const hook = await createHook({ recordChangeScope: view });
    await patch(1, { Status: 'Shipped' });
    await patch(1, { Status: 'Processing' });
    const found = (await payloads(hook)).payloads.map(
      (payload: Payload) => payload.changedTablesById[api.simulator.tableId]?.changedViewsById[view],
    );
    expect(found[0]).toEqual({ destroyedRecordIds: [recordId(1)] });
    expect(Object.keys(found[1].createdRecordsById)).toEqual([recordId(1)]);
  });
});
