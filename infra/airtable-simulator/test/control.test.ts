import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedRows, recordId, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
beforeEach(async () => {
  api = await startForTest({ rows: numberedRows(3, () => ({ Status: 'Pending', Priority: 'Low' })) });
});
afterEach(() => api[Symbol.asyncDispose]());

const command = (body: unknown) => api.call('/__control', { method: 'POST', body });

describe('the control API', () => {
  it('shows state and figures', async () => {
    await api.list();
    const { status, body } = await api.call('/__control');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      now: '2026-11-23T12:00:00.250Z',
      base: { id: api.simulator.baseId, tableId: api.simulator.tableId, tableName: 'Orders', records: 3 },
      activity: 'off',
      quota: { lockedUntil: null, callsThisMonth: 1 },
      switches: { requestsPerSecond: 0, strictLockoutMs: 30_000 },
      faults: [],
      stats: { calls: 1, callsByEndpoint: { listRecords: 1 } },
    });
  });

  it('adds, counts and removes faults', async () => {
    const added = await command({
      addFaults: [
        { kind: 'error', status: 500 },
        { kind: 'slow', ms: 1 },
      ],
    });
    expect(added.body.addedFaults).toEqual([1, 2]);
    await api.list();
    expect((await api.call('/__control')).body.faults).toEqual([
      { kind: 'error', status: 500, id: 1, hits: 1 },
      { kind: 'slow', ms: 1, id: 2, hits: 1 },
    ]);
    await command({ removeFaults: [1] });
    expect((await api.list()).status).toBe(200);
    expect((await command({ clearFaults: true })).body.faults).toEqual([]);
  });

  it('turns switches, moves the clock, locks out and forgets offsets', async () => {
    const first = await api.list({ pageSize: '1' });
    await command({ switches: { rateLimitBody: 'documented' }, lockOut: true, expireOffsets: true });
    expect((await api.list()).body.error.type).toBe('RATE_LIMIT_REACHED');
    const { body } = await command({ advanceMs: 30_000 });
    expect(body.now).toBe('2026-11-23T12:00:30.250Z');
    expect((await api.list({ offset: first.body.offset })).body.error.type).toBe(
      'LIST_RECORDS_ITERATOR_NOT_AVAILABLE',
    );
  });

  it('does what other people would do', async () => {
    const people = {
      create: [{ 'Order ID': 'NEW' }],
      update: [{ id: recordId(1), fields: { Status: 'Shipped' } }],
      delete: [recordId(2)],
    };
    const { body } = await command({ people });
    expect(body.base.records).toBe(3);
    expect(body.records).toEqual([expect.stringMatching(/^rec/), recordId(1), recordId(2)]);
    expect(api.simulator.people.find(recordId(1))?.fields['Status']).toBe('Shipped');
    expect((await command({ steps: 20 })).body.records).toHaveLength(20);
  });

  it('resets everything but the rows', async () => {
    await command({
      addFaults: [{ kind: 'removeField', field: 'Status' }],
      switches: { latencyMs: 5 },
      lockOut: true,
    });
    const { body } = await command({ reset: true });
    expect(body).toMatchObject({
      faults: [],
      quota: { lockedUntil: null },
      switches: { latencyMs: 0 },
      stats: { calls: 0 },
    });
    expect((await api.list({ 'fields[]': 'Status' })).status).toBe(200);
  });

  it('names everything that is wrong and does none of it', async () => {
    const wrong = await command({
      nope: 1,
      lockOut: 'yes',
      steps: -1,
      activity: 'fast',
      switches: { latencyMs: 'slow', blanksSort: 'middle', colour: 1 },
      addFaults: [{ kind: 'explode' }, { kind: 'error' }, { kind: 'slow', ms: 5, count: 0, wings: 2 }],
      people: { update: [{}] },
    });
    expect(wrong.status).toBe(422);
    expect(wrong.body.problems).toHaveLength(12);
    expect((await api.call('/__control')).body.faults).toEqual([]);
    const unknownField = await command({ addFaults: [{ kind: 'removeField', field: 'Nope' }] });
    expect([unknownField.status, unknownField.body.problems]).toEqual([
      422,
      ['field: the table has no Nope'],
    ]);
    const badPerson = await command({ people: { update: [{ id: recordId(9), fields: {} }] } });
    expect(badPerson.status).toBe(422);
  });

  it('takes JSON only, so that no other page can use it unseen', async () => {
    const plain = { method: 'POST', body: '{"reset":true}', headers: { 'Content-Type': 'text/plain' } };
    expect((await api.call('/__control', plain)).status).toBe(415);
    const preflight = await api.call('/__control', { method: 'OPTIONS' });
    expect(preflight.status).toBe(404);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    expect((await command('{"broken')).status).toBe(422);
  });

  it('does not count as a call', async () => {
    await api.call('/__control');
    expect(api.simulator.stats.snapshot().calls).toBe(0);
  });
});

it('has a page that needs nothing from elsewhere', async () => {
  const page = await api.call('/');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.text).toContain('<title>Airtable simulator</title>');
  expect(page.text).not.toMatch(/(?:src|href)="(?!data:)/);
  expect(page.text).not.toContain('http');
});

describe('other people', () => {
  it('move orders on, take new ones and seldom delete one, the same for the same seed', async () => {
    await using first = await startForTest({ orders: 400, seed: 's' });
    await using second = await startForTest({ orders: 400, seed: 's' });
    const before = new Map(first.simulator.people.all().map((record) => [record.id, record]));
    for (const { simulator } of [first, second]) {
      for (let step = 0; step < 200; step += 1) simulator.activity.step();
    }
    expect(second.simulator.people.all()).toEqual(first.simulator.people.all());
    const after = first.simulator.people.all();
    const added = after.filter(({ id }) => !before.has(id));
    const deleted = [...before.keys()].filter((id) => !after.some((record) => record.id === id));
    const moved = after.filter(({ id, fields }) => {
      const old = before.get(id);
      return old !== undefined && old.fields['Status'] !== fields['Status'];
    });
    expect(added.length).toBeGreaterThan(3);
    expect(added.length).toBeLessThan(moved.length);
    expect(deleted.length).toBeGreaterThan(0);
    expect(deleted.length).toBeLessThan(15);
    expect(moved.length).toBeGreaterThan(15);
    expect(added[0]?.fields).toMatchObject({
      Status: expect.any(String),
      'Created At': '2026-11-23T12:00:00.250Z',
    });
  });

  it('show up in what changed since', async () => {
    api.clock.advance(60_000);
    const id = api.simulator.activity.step();
    const changed = await api.list({
      filterByFormula: "IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-23T12:00:30.000Z')",
    });
    expect(changed.body.records.map((record: { id: string }) => record.id)).toEqual([id]);
  });

  it('work on when a field is gone', () => {
    for (const field of ['Status', 'Priority', 'Customer'])
      api.simulator.faults.add({ kind: 'removeField', field });
    for (let step = 0; step < 400; step += 1) api.simulator.activity.step();
    expect(api.simulator.people.all().length).toBeGreaterThan(3);
  });

  it('start and stop on command', async () => {
    expect((await command({ activity: 'on' })).body.activity).toBe('on');
    expect((await command({ activity: 'off' })).body.activity).toBe('off');
  });
});
