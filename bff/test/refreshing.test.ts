import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { Failure } from '../src/domain/failures.ts';
import { startEngine } from './support/start-engine.ts';

const orders = Array.from({ length: 200 }, (_, number) => makeOrderFields(number));
const HOUR = 3_600_000;
const unreachable = () => new Failure('source-unreachable', 'away');

test('everything is read once at the start, before anybody asks', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  expect(engine.keeper.table?.size).toBe(200);
  expect(engine.source.calls.readAll).toBe(1);
});

test('with nobody there Airtable is not asked at all', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const before = engine.source.calls.total;
  await engine.clock.advance(24 * HOUR);
  expect(engine.source.calls.total).toBe(before);
});

test('changes are looked for at the interval while somebody is there, and for five minutes after', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.presence.touch();
  await engine.clock.advance(HOUR);
  expect(engine.source.calls.readChanges + engine.source.calls.readAll - 1).toBe(10);
});

test('where the month has to be stretched, full reads become as much rarer as looks for changes', async () => {
  const reads = async (stretch: number) => {
    await using engine = startEngine({ orders, stretch, reportsRemovals: false });
    await engine.settle();
    const { readAll, readChanges } = engine.source.calls;
    for (let minute = 0; minute < 60; minute++) {
      engine.presence.touch();
      await engine.clock.advance(HOUR / 60);
    }
    return [engine.source.calls.readAll - readAll, engine.source.calls.readChanges - readChanges];
  };
  expect(await reads(1)).toEqual([12, 108]);
  expect(await reads(4)).toEqual([3, 27]);
});

test('where removals are told, everything is read eight times as rarely', async () => {
  await using engine = startEngine({ orders, reportsRemovals: true });
  await engine.settle();
  const { readAll } = engine.source.calls;
  for (let minute = 0; minute < 120; minute++) {
    engine.presence.touch();
    await engine.clock.advance(HOUR / 60);
  }
  expect(engine.source.calls.readAll - readAll).toBe(3);
});

test('a change, an addition and a removal by others show after one look', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.presence.touch();
  engine.source.set(recordIdOf(3), { status: 'Shipped' });
  engine.source.set(recordIdOf(900), { customer: 'New' });
  engine.source.delete(recordIdOf(5));
  await engine.clock.advance(31_000);
  expect(engine.keeper.table?.row(recordIdOf(3))?.order.status).toBe('Shipped');
  expect(engine.keeper.table?.row(recordIdOf(900))?.order.customer).toBe('New');
  expect(engine.keeper.table?.row(recordIdOf(5))).toBeUndefined();
  expect(engine.keeper.table?.version.seq).toBe(2);
});

test('a look that finds nothing new makes no version and confirms the data', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.presence.touch();
  await engine.clock.advance(31_000);
  expect(engine.keeper.table?.version.seq).toBe(1);
  expect(engine.refresher.freshness()?.ageMs).toBeLessThanOrEqual(1_000);
});

test('stale data starts one read behind the answers, however many ask', async () => {
  await using engine = startEngine({ orders, intervalMs: 0 });
  await engine.settle();
  await engine.clock.advance(301_000);
  expect(engine.refresher.freshness()?.state).toBe('stale');
  engine.source.hold();
  for (let asked = 0; asked < 50; asked++) engine.refresher.refreshBehind();
  await engine.settle();
  expect(engine.source.calls.readChanges + engine.source.calls.readAll).toBe(2);
  engine.source.releaseAll();
  await engine.settle();
  expect(engine.refresher.freshness()?.state).toBe('fresh');
});

test('a source that is away sees two probes in half a minute at most', async () => {
  await using engine = startEngine({ orders, ttlMs: 1_000 });
  await engine.settle();
  engine.source.failAlways(unreachable());
  const before = engine.source.calls.readChanges + engine.source.calls.readAll;
  for (let second = 0; second < 30; second++) {
    engine.presence.touch();
    await engine.clock.advance(1_000);
    engine.refresher.refreshBehind();
  }
  expect(engine.source.calls.readChanges + engine.source.calls.readAll - before).toBeLessThanOrEqual(2);
});

test('it recovers by itself once the source is back', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.failAlways(unreachable());
  engine.presence.touch();
  await engine.clock.advance(61_000);
  engine.source.failAlways(null);
  engine.source.set(recordIdOf(1), { status: 'Cancelled' });
  await engine.clock.advance(61_000);
  expect(engine.keeper.table?.row(recordIdOf(1))?.order.status).toBe('Cancelled');
});

test('data older than stale-if-error is withheld only while the source fails', async () => {
  await using engine = startEngine({ orders, staleIfErrorMs: HOUR, intervalMs: 0 });
  await engine.settle();
  await engine.clock.advance(2 * HOUR);
  expect(engine.refresher.freshness()?.state).toBe('stale');
  engine.source.failAlways(unreachable());
  engine.refresher.refreshBehind();
  await engine.settle();
  expect(engine.refresher.freshness()?.state).toBe('expired');
});

test('a full read that finds less than half is read a second time before it is believed', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  for (let number = 0; number < 150; number++) engine.source.delete(recordIdOf(number));
  await engine.refresher.sync('full');
  expect(engine.source.calls.readAll).toBe(3);
  expect(engine.keeper.table?.size).toBe(50);
});

test('callers during a sync share it', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.hold();
  const syncs = Array.from({ length: 20 }, () => engine.refresher.sync('full'));
  await engine.settle();
  engine.source.releaseAll();
  await Promise.all(syncs);
  expect(engine.source.calls.readAll).toBe(2);
});

test('a lost cursor leads to reading everything', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.forgetCursors();
  engine.source.set(recordIdOf(2), { priority: 'High' });
  await engine.refresher.sync('changes');
  expect(engine.source.calls.readAll).toBe(2);
  expect(engine.keeper.table?.row(recordIdOf(2))?.order.priority).toBe('High');
});

test('the phases of a full read are told as events', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const phases = engine.seen.flatMap(({ event }) => (event.event === 'sync' ? [event.data.phase] : []));
  expect(phases).toEqual(['started', 'reading', 'finished']);
});
