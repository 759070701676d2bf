import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

const dayMs = 86_400_000;

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

describe('the life of a hook', () => {
  it('begins with a secret and ends after seven days without reading or refreshing', async () => {
    const options = { filters: { dataTypes: ['tableData'] } };
    const made = await api.call(path(), { method: 'POST', body: { specification: { options } } });
    expect(made.body).toEqual({
      id: expect.stringMatching(/^ach[A-Za-z0-9]{14}$/),
      macSecretBase64: expect.stringMatching(/^[A-Za-z0-9+/]{80,}={0,2}$/),
      expirationTime: '2026-11-30T12:00:00.250Z',
    });
    api.clock.advance(6 * dayMs);
    const refreshed = await api.call(path(`/${made.body.id}/refresh`), { method: 'POST' });
    expect(refreshed.body).toEqual({ expirationTime: '2026-12-06T12:00:00.250Z' });
    api.clock.advance(6 * dayMs);
    await payloads(made.body.id);
    api.clock.advance(6 * dayMs);
    const [alive] = (await api.call(path())).body.webhooks;
    expect(alive).toEqual({
      id: made.body.id,
      areNotificationsEnabled: true,
      cursorForNextPayload: 1,
      isHookEnabled: true,
      expirationTime: '2026-12-12T12:00:00.250Z',
      lastSuccessfulNotificationTime: null,
      notificationUrl: null,
      lastNotificationResult: null,
      specification: { options },
    });
    await patch(1, { Notes: 'heard' });
    api.clock.advance(2 * dayMs);
    await patch(1, { Notes: 'not heard' });
    const [expired] = (await api.call(path())).body.webhooks;
    expect(expired).toMatchObject({ isHookEnabled: false, cursorForNextPayload: 2 });
    expect((await payloads(made.body.id)).payloads).toHaveLength(1);
    expect((await api.call(path(`/${made.body.id}/refresh`), { method: 'POST' })).status).toBe(422);
    api.clock.advance(7 * dayMs);
    expect((await api.call(path(`/${made.body.id}/payloads`))).status).toBe(404);
    expect((await api.call(path())).body).toEqual({ webhooks: [] });
  });

  it('ends for good when a watched field is deleted, though it looks enabled', async () => {
    const hook = await createHook({ watchDataInFieldIds: [fieldIds['Priority'], fieldIds['Status']] });
    const fault = api.simulator.faults.add({ kind: 'removeField', field: 'Priority' });
    api.simulator.faults.remove(fault);
    await patch(1, { Status: 'Shipped' });
    const { payloads: found } = await payloads(hook);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      error: true,
      code: 'INVALID_HOOK',
      changedTablesById: { [api.simulator.tableId]: { destroyedFieldIds: [fieldIds['Priority']] } },
    });
    expect((await api.call(path())).body.webhooks[0].isHookEnabled).toBe(true);
  });

  it('hears of fields that are renamed, when it asked for that', async () => {
    const hook = await createHook({ dataTypes: ['tableFields'] }, { includePreviousFieldDefinitions: true });
    api.simulator.faults.add({ kind: 'renameField', field: 'Status', to: 'State' });
    const { payloads: found } = await payloads(hook);
    expect(found[0].changedTablesById[api.simulator.tableId]).toEqual({
      changedFieldsById: {
        [fieldIds['Status'] ?? '']: {
          current: { name: 'State', type: 'singleSelect' },
          previous: { name: 'Status', type: 'singleSelect' },
        },
      },
    });
  });

  it('is deleted and silenced with empty answers', async () => {
    const hook = await createHook();
    const body = { enable: false };
    const silenced = await api.call(path(`/${hook}/enableNotifications`), { method: 'POST', body });
    expect([silenced.status, silenced.text]).toEqual([200, '']);
    expect((await api.call(path())).body.webhooks[0].areNotificationsEnabled).toBe(false);
    const deleted = await api.call(path(`/${hook}`), { method: 'DELETE' });
    expect([deleted.status, deleted.text]).toEqual([200, '']);
    expect((await api.call(path(`/${hook}`), { method: 'DELETE' })).status).toBe(404);
  });

  it('is one of ten at most', async () => {
    for (let index = 0; index < 10; index += 1) await createHook();
    const options = { filters: { dataTypes: ['tableData'] } };
    const eleventh = await api.call(path(), { method: 'POST', body: { specification: { options } } });
    expect([eleventh.status, eleventh.body.error.type]).toEqual([422, 'TOO_MANY_WEBHOOKS_IN_BASE']);
  });

  it.each<[string, object]>([
    ['no data types', {}],
    ['an unknown data type', { dataTypes: ['rows'] }],
    ['a field by name', { dataTypes: ['tableData'], watchDataInFieldIds: ['Status'] }],
    ['a table by name', { dataTypes: ['tableData'], recordChangeScope: 'Orders' }],
    ['an unknown source', { dataTypes: ['tableData'], fromSources: ['phone'] }],
  ])('does not begin with %s', async (_what, filters) => {
    const body = { specification: { options: { filters } } };
    const answer = await api.call(path(), { method: 'POST', body });
    expect([answer.status, answer.body.error.type]).toEqual([422, 'INVALID_REQUEST_UNKNOWN']);
  });

  it('needs the scope of what it tells, and a creator', async () => {
    await using narrow = await startForTest({ scopes: ['webhook:manage', 'data.records:read'] });
    const place = `/v0/bases/${narrow.simulator.baseId}/webhooks`;
    const body = { specification: { options: { filters: { dataTypes: ['tableFields'] } } } };
    expect((await narrow.call(place, { method: 'POST', body })).status).toBe(403);
    await using editor = await startForTest({ permissionLevel: 'edit' });
    const refused = await editor.call(place, { method: 'POST', body });
    expect([refused.status, refused.body.error.type]).toEqual([403, 'INVALID_PERMISSIONS']);
    expect((await editor.call(place)).status).toBe(200);
  });
});

describe('pings', () => {
  it('carry no data but a signature over the body', async () => {
    const receiver = createServer().listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const arrival = once(receiver, 'request') as Promise<
      [IncomingMessage, import('node:http').ServerResponse]
    >;
    const options = { filters: { dataTypes: ['tableData'] } };
    const notificationUrl = `http://127.0.0.1:${port}/hook`;
    const { body: hook } = await api.call(path(), {
      method: 'POST',
      body: { notificationUrl, specification: { options } },
    });
    await patch(1, { Notes: 'ping' });
    const [request, response] = await arrival;
    const raw = Buffer.concat(await request.toArray()).toString();
    const mac = createHmac('sha256', Buffer.from(hook.macSecretBase64, 'base64')).update(raw).digest('hex');
    expect(request.headers['x-airtable-content-mac']).toBe(`hmac-sha256=${mac}`);
    expect(JSON.parse(raw)).toEqual({
      base: { id: api.simulator.baseId },
      webhook: { id: hook.id },
      timestamp: '2026-11-23T12:00:00.250Z',
    });
    response.writeHead(204).end();
    const described = async () => (await api.call(path())).body.webhooks[0];
    expect(await until(described, (known) => known.lastNotificationResult !== null)).toMatchObject({
      lastSuccessfulNotificationTime: '2026-11-23T12:00:00.250Z',
      lastNotificationResult: { success: true, retryNumber: 0 },
    });
    const stopped = once(receiver, 'close');
    receiver.close();
    receiver.closeAllConnections();
    await stopped;
    await patch(1, { Notes: 'nobody there' });
    const failed = await until(described, (known) => !known.lastNotificationResult.success);
    expect(failed.lastNotificationResult).toMatchObject({ success: false, willBeRetried: true });
  });
});

/** Asks again and again; the test's own time limit ends it. */
async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
  }
}
