import { recordIdOf } from '@orders/contract/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditRecord } from '../src/domain/audit-record.ts';
import { OutcomeUnknown } from '../src/domain/failures.ts';
import { makeServiceToken, PEOPLE_HEADERS, startBehindProxy } from './support/security-setting.ts';
import type { Bff } from './support/start-bff.ts';

const PATH = `/api/orders/${recordIdOf(1)}`;
const AUDIT = '/api/admin/audit';
const { admin, editor, viewer } = PEOPLE_HEADERS;

async function start(settings: Record<string, string> = {}) {
  const started = await startBehindProxy(settings);
  onTestFinished(() => started.bff[Symbol.asyncDispose]());
  return started;
}

const read = async (bff: Bff, query = '') =>
  ((await bff.fetch(`${AUDIT}${query}`, { headers: admin })).json as { records: AuditRecord[] }).records;

/** The records as the log has them, the first one first. */
const logged = (bff: Bff) =>
  bff.log.flatMap((line) => (JSON.parse(line) as { audit?: AuditRecord }).audit ?? []);

const edit = (
  bff: Bff,
  headers: Record<string, string>,
  body: unknown = { status: 'Shipped' },
  path = PATH,
) => bff.fetch(path, { method: 'PATCH', body, headers });

describe('an attempt to change an order', () => {
  it('S14: that succeeds says who, what, and what was there before', async () => {
    const { bff } = await start();
    const before = (await bff.fetch(PATH, { headers: editor })).header('etag');
    const answer = await edit(bff, { ...editor, 'Idempotency-Key': '"key-1"', 'If-Match': '*' });
    expect(answer.status).toBe(200);
    const [record, ...more] = await read(bff);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      event: 'write',
      status: 200,
      actor: 'kim',
      issuer: 'proxy',
      role: 'editor',
      address: '127.0.0.1',
      recordId: recordIdOf(1),
      changes: { status: 'Shipped' },
      after: answer.header('etag'),
      ifMatch: '*',
      idempotencyKey: 'key-1',
      requestId: answer.header('x-request-id'),
      detail: null,
    });
    expect(before).toContain(record?.before?.slice(1, -1));
  });

  it.each<[number, string, (bff: Bff) => ReturnType<typeof edit>]>([
    [403, 'forbidden', (bff) => edit(bff, viewer)],
    [403, 'another site', (bff) => edit(bff, { ...editor, 'Sec-Fetch-Site': 'cross-site' })],
    [404, 'not-found', (bff) => edit(bff, editor, undefined, '/api/orders/nobody')],
    [412, 'precondition-failed', (bff) => edit(bff, { ...editor, 'If-Match': '"other"' })],
    [415, 'media type', (bff) => bff.fetch(PATH, { method: 'PATCH', body: 'x', headers: editor })],
    [422, 'value-not-allowed', (bff) => edit(bff, editor, { status: 'Nowhere' })],
  ])('S14: that ends with %i, %s, leaves exactly one record', async (status, _why, attempt) => {
    const { bff } = await start();
    const answer = await attempt(bff);
    expect(answer.status).toBe(status);
    const isKept = _why !== 'another site';
    expect((await read(bff)).map((record) => [record.event, record.status])).toEqual(
      isKept ? [['write', status]] : [],
    );
    expect(logged(bff)).toEqual(await read(bff));
  });

  it('S14: that Airtable fails leaves exactly one record', async () => {
    const { bff, source } = await start();
    source.failNext(new TypeError('broken'), { method: 'write' });
    expect((await edit(bff, editor)).status).toBe(500);
    expect(await read(bff)).toMatchObject([{ status: 500, detail: 'internal' }]);
  });

  it('S14: without an identity, or over the limit, leaves none: anybody could fill the trail with it', async () => {
    const { bff } = await start({ RATE_LIMIT_UPDATE_ORDER: '1/minute' });
    expect((await edit(bff, {})).status).toBe(401);
    expect((await edit(bff, editor)).status).toBe(200);
    expect((await edit(bff, editor, { status: 'Pending' })).status).toBe(429);
    expect((await read(bff)).map(({ status }) => status)).toEqual([200]);
  });

  it('S14: of many orders leaves one record each', async () => {
    const { bff } = await start();
    const updates = [
      { recordId: recordIdOf(1), status: 'Shipped' },
      { orderId: 'nobody', priority: 'Low' },
      { orderId: 'x', recordId: 'y' },
      { recordId: recordIdOf(2), priority: null },
    ];
    expect((await edit(bff, editor, { updates }, '/api/orders')).status).toBe(200);
    const records = await read(bff);
    expect(records.map(({ status }) => status).sort()).toEqual([200, 200, 404, 422]);
    expect(records.find(({ recordId }) => recordId === recordIdOf(2))?.changes).toEqual({ priority: null });
    expect((await edit(bff, editor, { updates: [] }, '/api/orders')).status).toBe(422);
    expect(await read(bff)).toHaveLength(5);
  });

  it('S14: by a script names its token', async () => {
    const { bff } = await start();
    const { id, headers } = await makeServiceToken(bff, ['write']);
    await edit(bff, headers);
    expect((await read(bff, '?event=write'))[0]).toMatchObject({ actor: `token:${id}`, issuer: 'token' });
  });
});

describe('the audit trail', () => {
  it('S14: is for administrators alone', async () => {
    const { bff } = await start();
    expect((await bff.fetch(AUDIT)).status).toBe(401);
    for (const headers of [viewer, editor, (await makeServiceToken(bff, ['write', 'metrics'])).headers]) {
      expect((await bff.fetch(AUDIT, { headers })).status).toBe(403);
    }
    const nobody = (await start({ ADMINS: '' })).bff;
    expect((await nobody.fetch(AUDIT, { headers: admin })).status).toBe(403);
  });

  it('S14: has what administrators do, and what others try in their place', async () => {
    const { bff } = await start();
    const { id } = await makeServiceToken(bff, ['read']);
    await bff.fetch('/api/admin/tokens', { method: 'POST', body: {}, headers: editor });
    await bff.fetch(`/api/admin/tokens/${id}`, { method: 'DELETE', headers: admin });
    expect((await read(bff)).map(({ event, status, actor }) => [event, status, actor])).toEqual([
      ['token-revoked', 204, 'root'],
      ['token-created', 403, 'kim'],
      ['token-created', 201, 'root'],
    ]);
  });

  it('S14: can be asked for by event, person, order, status and time', async () => {
    const { bff } = await start();
    await edit(bff, editor);
    await edit(bff, viewer);
    const count = async (query: string) => (await read(bff, query)).length;
    expect(await count('?actor=kim')).toBe(1);
    expect(await count('?status=403')).toBe(1);
    expect(await count(`?order=${recordIdOf(1)}`)).toBe(2);
    expect(await count('?event=signed-in')).toBe(0);
    expect(await count('?to=2020-01-01')).toBe(0);
    expect(await count('?from=2020-01-01&limit=1')).toBe(1);
  });

  it.each(['?from=yesterday', '?event=nothing', '?status=9', '?limit=0', '?limit=10001', '?who=me'])(
    'asked for %s is a 400',
    async (query) => {
      const { bff } = await start();
      expect((await bff.fetch(`${AUDIT}${query}`, { headers: admin })).status).toBe(400);
    },
  );

  it('S8: as CSV has no cell that a spreadsheet would take for a formula', async () => {
    const { bff } = await start();
    await edit(bff, editor, undefined, `/api/orders/${encodeURIComponent('=HYPERLINK("http://evil","x")')}`);
    const answer = await bff.fetch(`${AUDIT}?format=csv`, { headers: admin });
    expect(answer.header('content-disposition')).toBe('attachment; filename="orders-audit.csv"');
    expect(answer.header('x-content-type-options')).toBe('nosniff');
    const [names = '', row = ''] = answer.text.split('\r\n');
    expect(names.split(',').slice(0, 4)).toEqual(['at', 'event', 'status', 'actor']);
    expect(row).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    expect(row).not.toMatch(/(?:^|,)"?[=+@-]/);
  });

  it('S14: stands in the log whatever its level', async () => {
    const { bff } = await start({ LOG_LEVEL: 'error' });
    await edit(bff, editor);
    expect(logged(bff)).toHaveLength(1);
  });
});

describe('a write of which nobody knows what became', () => {
  it('S14: is in the trail as that', async () => {
    const { bff, source } = await start();
    source.failNext(new OutcomeUnknown('The connection broke off.'), { method: 'write' });
    const answer = await edit(bff, editor);
    expect((await read(bff)).map(({ status }) => status)).toEqual([answer.status]);
  });
});
