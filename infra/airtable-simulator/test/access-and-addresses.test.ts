import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenOwner } from '../people.ts';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
afterEach(() => api[Symbol.asyncDispose]());

const hidden =
  '{"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND","message":"Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct."}}';

describe('who is calling', () => {
  beforeEach(async () => {
    api = await startForTest({
      rows: numberedRows(1),
      scopes: ['data.records:read'],
      otherTokens: [
        {
          token: 'patReader',
          scopes: ['data.records:read', 'data.records:write', 'webhook:manage'],
          person: { ...tokenOwner, permissionLevel: 'read' },
        },
        {
          token: 'patElsewhere',
          scopes: ['data.records:read'],
          person: tokenOwner,
          baseIds: ['appAAAAAAAAAAAAAA'],
        },
      ],
    });
  });

  it.each([
    ['', 'Authentication required'],
    ['Basic abc', 'Authentication required'],
    ['Bearer nobody', 'Invalid authentication token'],
  ])('401 for the header "%s"', async (authorization, message) => {
    const answer = await api.call(api.table, { headers: { Authorization: authorization } });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: { type: 'AUTHENTICATION_REQUIRED', message } });
  });

  it('403 without telling why, for a scope that is missing or a base that the token was not given', async () => {
    const write = await api.call(api.table, { method: 'POST', body: { fields: {} } });
    expect([write.status, write.text]).toEqual([403, hidden]);
    const elsewhere = await api.call(api.table, { headers: { Authorization: 'Bearer patElsewhere' } });
    expect([elsewhere.status, elsewhere.text]).toEqual([403, hidden]);
  });

  it('403 that says so, for a person who may look but not touch', async () => {
    const headers = { Authorization: 'Bearer patReader' };
    const write = await api.call(api.table, { method: 'POST', body: { fields: {} }, headers });
    expect(write.status).toBe(403);
    expect(write.body).toEqual({
      error: { type: 'INVALID_PERMISSIONS', message: 'You are not permitted to perform this operation' },
    });
  });

  it('never takes a token from the query', async () => {
    const answer = await api.call(`${api.table}?api_key=${api.simulator.token}`, {
      headers: { Authorization: '' },
    });
    expect(answer.status).toBe(401);
  });
});

describe('addresses', () => {
  beforeEach(async () => {
    api = await startForTest({ rows: numberedRows(1), tableName: 'Orders 📦/EU' });
  });

  it('take the table by id or by encoded name, with or without a slash at the end', async () => {
    const base = `/v0/${api.simulator.baseId}`;
    for (const path of [
      api.simulator.tableId,
      encodeURIComponent('Orders 📦/EU'),
      `${api.simulator.tableId}/?`,
    ]) {
      expect((await api.call(`${base}/${path}`)).body.records).toHaveLength(1);
    }
  });

  it('403 for an unknown base or table', async () => {
    for (const path of [`/v0/appAAAAAAAAAAAAAA/Orders`, `/v0/${api.simulator.baseId}/Missing`]) {
      const answer = await api.call(path);
      expect([answer.status, answer.text]).toEqual([403, hidden]);
    }
  });

  it('404 for an unknown table as it used to be, when switched', async () => {
    api.simulator.switches.unknownTable = 'not-found';
    const answer = await api.call(`/v0/${api.simulator.baseId}/Missing`);
    expect(answer.status).toBe(404);
    expect(answer.body.error).toEqual({
      type: 'TABLE_NOT_FOUND',
      message: `Could not find table Missing in application ${api.simulator.baseId}`,
    });
  });

  it.each(['/v0/meta/bases/junk/tables', '/v0/junk/Orders', '/v0', '/v1/x', '/v0/meta/nothing'])(
    '404 with a plain string for %s',
    async (path) => {
      const answer = await api.call(path);
      expect([answer.status, answer.text]).toEqual([404, '{"error":"NOT_FOUND"}']);
    },
  );

  it('404 with a type only for metadata of a hidden base', async () => {
    const answer = await api.call('/v0/meta/bases/appAAAAAAAAAAAAAA/tables');
    expect([answer.status, answer.text]).toEqual([404, '{"error":{"type":"NOT_FOUND"}}']);
  });

  it('404 for a record that is not there, 422 for another kind of id', async () => {
    const missing = await api.call(`${api.table}/${recordId(9)}`);
    expect(missing.status).toBe(404);
    expect(missing.body).toEqual({ error: { type: 'MODEL_ID_NOT_FOUND', message: 'Record not found' } });
    const wrongKind = await api.call(`${api.table}/${api.simulator.tableId}`);
    expect([wrongKind.status, wrongKind.body.error.type]).toEqual([422, 'FAILED_STATE_CHECK']);
    api.simulator.switches.missingRecordType = 'NOT_FOUND';
    expect((await api.call(`${api.table}/${recordId(9)}`)).body.error.type).toBe('NOT_FOUND');
  });

  it('find a record of another table of the base when reading, not when writing', async () => {
    const other = await api.call(`/v0/${api.simulator.baseId}/Warehouses`);
    const [warehouse] = other.body.records;
    const read = await api.call(`${api.table}/${warehouse.id}`);
    expect([read.status, read.body.fields.Name]).toEqual([
      200,
      'Warehouse A'.replace('A', read.body.fields.Name.at(-1)),
    ]);
    const write = await api.call(`${api.table}/${warehouse.id}`, { method: 'PATCH', body: { fields: {} } });
    expect(write.status).toBe(404);
  });
});

describe('answers', () => {
  beforeEach(async () => {
    api = await startForTest({ rows: numberedRows(1) });
  });

  it('carry the usual headers and none about rate limits', async () => {
    const { headers } = await api.list();
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('set-cookie')).toMatch(/^brw=/);
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=/);
    expect(headers.get('etag')).toBeNull();
    expect([...headers.keys()].filter((name) => /ratelimit|retry/i.test(name))).toEqual([]);
    expect((await api.list({ pageSize: '0' })).headers.get('etag')).toMatch(/^W\/"/);
  });

  it('are zipped when asked', async () => {
    const zipped = await api.call(api.table, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(zipped.body.records).toHaveLength(1);
    for (const coding of ['identity', 'gzip;q=0', 'br']) {
      const plain = await api.call(api.table, { headers: { 'Accept-Encoding': coding } });
      expect(plain.headers.get('content-encoding')).toBeNull();
    }
  });

  it('agree with the clock of the service', async () => {
    api.clock.advance(86_400_000);
    expect((await api.list()).headers.get('date')).toBe('Tue, 24 Nov 2026 12:00:00 GMT');
  });

  it('answer a preflight without asking who', async () => {
    const answer = await api.call(api.table, { method: 'OPTIONS', headers: { Authorization: '' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-methods')).toBe('DELETE,GET,OPTIONS,PATCH,POST,PUT');
  });

  it('400 for JSON that does not parse, 413 in no JSON for too much of it', async () => {
    const broken = await api.call(api.table, { method: 'POST', body: '{"fields":' });
    expect([broken.status, broken.body.error.type]).toEqual([400, 'INVALID_REQUEST_BODY']);
    api.simulator.switches.maxBodyBytes = 1000;
    const large = await api.call(api.table, { method: 'POST', body: Buffer.alloc(200_000, ' ').toString() });
    expect([large.status, large.body]).toEqual([413, undefined]);
  });
});
