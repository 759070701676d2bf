import { describe, expect, it } from 'vitest';
import { Failure } from '../src/domain/failures.ts';
import { startAirtableSource } from './support/airtable-source.ts';
import { ListedTable, lostOffset } from './support/listed-table.ts';

const idsOf = (orders: readonly { recordId: string }[]) => orders.map(({ recordId }) => recordId).sort();
const HOUR_MS = 3_600_000;
const SEEDS = Number(process.env['WINDOW_SEEDS'] ?? 8);

describe('reading a large table', () => {
  it('is as fast as calls may follow one another, and costs what its pages cost', async () => {
    const table = new ListedTable({ count: 5_000, latencyMs: 600 });
    await table.read();
    const { orders, windows, calls, ms } = await table.read();
    expect(idsOf(orders)).toEqual([...table.rows.keys()].sort());
    expect({ windows, calls }).toEqual({ windows: 6, calls: 51 });
    expect(ms).toBeLessThan((51 / 6) * 600 + 600);
  });

  it('is fast the first time too, when the first page tells that it is large', async () => {
    const table = new ListedTable({ count: 5_000, latencyMs: 600 });
    const { orders, windows, calls } = await table.read();
    expect(orders).toHaveLength(5_000);
    expect(windows).toBe(6);
    expect(calls).toBeLessThanOrEqual(50 + 1 + 6);
  });

  it('goes page by page when it is not so large', async () => {
    const table = new ListedTable({ count: 700 });
    for (const _ of [1, 2]) expect(await table.read()).toMatchObject({ windows: 0, calls: 7 });
  });

  it('goes page by page the first time when ids are not random', async () => {
    const table = new ListedTable({ count: 0 });
    for (let number = 0; number < 1_500; number++) table.add(`rec${String(number).padStart(14, '0')}`);
    expect(await table.read()).toMatchObject({ windows: 0, calls: 15 });
    const { orders, windows } = await table.read();
    expect({ windows: windows > 0, orders: orders.length }).toEqual({ windows: true, orders: 1_500 });
  });

  it('tells how far it is, and never goes back', async () => {
    const table = new ListedTable({ count: 1_500 });
    for (const _ of [1, 2]) {
      const told: number[] = [];
      await table.read(undefined, (fetched) => void told.push(fetched));
      expect(told).toEqual([...new Set(told)].sort((one, other) => one - other));
      expect(told.at(-1)).toBe(1_500);
    }
  });

  it('says of the time from which on changes may be missing that of the first list to begin', async () => {
    const table = new ListedTable({ count: 1_500, latencyMs: 100, isSerial: true });
    const begunAt = table.clock.now();
    const { startedAtMs, windows, ms } = await table.read();
    expect({ windows, isSlow: ms > 1_000 }).toEqual({ windows: 6, isSlow: true });
    expect(startedAtMs).toBeLessThanOrEqual(begunAt + 225);
  });

  it('starts over only the part whose place Airtable forgot', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    let forgotten = 0;
    table.onCall = (_, offset) => {
      if (offset?.endsWith('/200') !== true || forgotten > 0) return;
      forgotten++;
      throw lostOffset();
    };
    const { orders, calls } = await table.read();
    expect(idsOf(orders)).toEqual([...table.rows.keys()].sort());
    expect(calls).toBe(21 + 3);
  });

  it('goes on where it was after a pause for too many calls', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    let refused = 0;
    table.onCall = (_, offset) => {
      if (offset === null || refused > 3) return;
      refused++;
      throw new Failure('source-throttled', 'too many', { retryAfterMs: 30_000 });
    };
    const { orders, calls, windows } = await table.read();
    expect(idsOf(orders)).toEqual([...table.rows.keys()].sort());
    expect({ calls, windows }).toEqual({ calls: 21 + 4, windows: 6 });
  });

  it('fails when it is refused again and again, which is nothing against reading in parts', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    const failure = new Failure('source-throttled', 'too many', { retryAfterMs: 30_000 });
    table.onCall = (_, offset) => {
      if (offset !== null) throw failure;
    };
    await expect(table.read()).rejects.toBe(failure);
    table.onCall = () => {};
    expect(await table.read()).toMatchObject({ windows: 6 });
  });

  it('fails when a part fails, sends no more calls, and goes page by page the next time', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    const failure = new Failure('source-timeout', 'late');
    table.onCall = () => {
      if (table.calls.length === 9) throw failure;
    };
    await expect(table.read()).rejects.toBe(failure);
    expect(table.calls.length).toBeLessThanOrEqual(12);
    table.onCall = () => {};
    expect(await table.read()).toMatchObject({ windows: 0, calls: 20 });
  });

  it('ends when nobody waits for it any more, which is nothing against reading in parts', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    const caller = new AbortController();
    const reason = new Failure('source-timeout', 'gone');
    table.onCall = () => {
      if (table.calls.length === 8) caller.abort(reason);
    };
    await expect(table.read(caller.signal)).rejects.toBe(reason);
    table.onCall = () => {};
    expect(await table.read()).toMatchObject({ windows: 6 });
  });
});

describe('a base that does not list in parts', () => {
  it.each(['ignored', 'refused', 'losing'] as const)(
    'is read page by page when a filter is %s, and asked again after an hour',
    async (filtering) => {
      const table = new ListedTable({ count: 2_000 });
      table.filtering = filtering;
      for (const _ of [1, 2]) {
        const { orders, calls } = await table.read();
        expect(idsOf(orders)).toEqual([...table.rows.keys()].sort());
        expect(calls).toBeLessThanOrEqual(20 + 1 + 28);
      }
      expect(await table.read()).toMatchObject({ windows: 0, calls: 20 });
      expect(table.log.messages('warn')).toHaveLength(1);
      table.filtering = 'kept';
      await table.clock.advance(HOUR_MS);
      expect(await table.read()).toMatchObject({ windows: 6 });
    },
  );

  it('is read page by page when a part loses orders that were there before, not when they are gone', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100 });
    await table.read();
    for (const id of [...table.rows.keys()].slice(0, 500)) table.rows.delete(id);
    expect(await table.read()).toMatchObject({ windows: 6 });
    table.filtering = 'losing';
    const { orders } = await table.read();
    expect(orders).toHaveLength(1_500);
    expect(table.log.lines).toMatchObject([{ fields: { reason: 'incomplete' } }]);
  });

  it('is read page by page while that is faster', async () => {
    const table = new ListedTable({ count: 2_000, latencyMs: 100, isSerial: true });
    await table.read();
    await table.read();
    expect(await table.read()).toMatchObject({ windows: 0, calls: 20 });
    table.isSerial = false;
    await table.clock.advance(HOUR_MS);
    expect(await table.read()).toMatchObject({ windows: 6 });
    expect(await table.read()).toMatchObject({ windows: 6 });
  });
});

describe('a large table over HTTP', () => {
  it('is read in parts, within one budget, to the last order', async () => {
    await using test = await startAirtableSource({ simulator: { orders: 1_500 } });
    const { people } = test.simulator;
    const all = people.all();
    let isDisturbed = false;
    const { orders } = await test.source.readAll({
      callClass: 'sync',
      onProgress(fetched) {
        if (isDisturbed || fetched < 400) return;
        isDisturbed = true;
        people.delete(...all.slice(1_400).map(({ id }) => id));
        for (const { id } of all.slice(0, 1_400)) people.update(id, { Status: 'Shipped', Priority: null });
      },
    });
    const there = all.slice(0, 1_400).map(({ id }) => id);
    const found = idsOf(orders);
    expect(found).toEqual([...new Set(found)]);
    expect(there.filter((id) => !found.includes(id))).toEqual([]);
    const { listRecords = 0 } = test.takeCalls();
    expect(listRecords).toBe(test.budget.acquired.length);
    // The first page, the parts with a last page each that need not be full, and a look for orders that are gone.
    expect(listRecords).toBeLessThanOrEqual(1 + 15 + 6 + 1);
  });
});

describe('an order that is there all the time', () => {
  it('is found once, as it was at some moment of the read, whatever happens to the table meanwhile', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) await readInTurmoil(seed);
  });
});

async function readInTurmoil(seed: number): Promise<void> {
  const table = new ListedTable({ count: 1_100 + (seed % 7) * 50, seed, latencyMs: 20 });
  const { random, rows } = table;
  if (seed % 2 === 0) await table.read();
  const values = new Map([...rows].map(([id, value]) => [id, new Set([value])]));
  const throughout = new Set(rows.keys());
  let edits = 0;
  table.onCall = () => {
    for (let step = random.below(8); step > 0; step--) {
      const id = random.pick([...rows.keys()]);
      const kind = random.below(4);
      if (kind === 0) throughout.delete(id);
      if (kind === 0) rows.delete(id);
      else if (kind === 1) values.set(table.add(), new Set());
      else {
        rows.set(id, `Edit ${++edits}`);
        values.get(id)?.add(`Edit ${edits}`);
      }
    }
    if (random.chance(0.03) && table.calls.length > 6) throw lostOffset();
  };
  const { orders } = await table.read();
  const found = new Map(orders.map((order) => [order.recordId, order.customer]));
  expect(found.size, `seed ${seed}: doubled`).toBe(orders.length);
  expect(
    [...throughout].filter((id) => !found.has(id)),
    `seed ${seed}: lost`,
  ).toEqual([]);
  for (const id of throughout) expect(values.get(id), `seed ${seed}`).toContain(found.get(id));
}
