import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../seeded-random.ts';
import { seedOrders } from './seed-orders.ts';

const nowMs = Date.parse('2026-11-23T15:30:00.000Z');
const dayMs = 86_400_000;
const seeded = (count: number, seed = 'test') => seedOrders({ count, nowMs, random: new SeededRandom(seed) });
const orders = seeded(5000);

describe('sample orders', () => {
  it('are the same for the same seed and moment, and others for another seed', () => {
    expect(seeded(300)).toEqual(seeded(300));
    expect(seeded(300, 'other')).not.toEqual(seeded(300));
  });

  it('lie within the last 120 days, oldest first, and grow towards today', () => {
    const times = orders.map(({ createdAtMs }) => createdAtMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(nowMs - Math.min(...times)).toBeLessThanOrEqual(120 * dayMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(nowMs);
    const since = (days: number) => times.filter((ms) => ms > nowMs - days * dayMs).length;
    expect(since(30)).toBeGreaterThan(1.3 * (since(120) - since(90)));
  });

  it('follow the week: Sundays are quiet', () => {
    const perDay = Array.from(
      { length: 7 },
      (_, day) => orders.filter(({ createdAtMs }) => new Date(createdAtMs).getUTCDay() === day).length,
    );
    expect(perDay[0]).toBeLessThan(0.6 * (perDay[2] ?? 0));
  });

  it('have statuses that fit their age', () => {
    const share = (status: string, isIn: (ageMs: number) => boolean) => {
      const group = orders.filter(({ createdAtMs }) => isIn(nowMs - createdAtMs));
      return group.filter((order) => order.status === status).length / group.length;
    };
    expect(share('Delivered', (age) => age > 20 * dayMs)).toBeGreaterThan(0.85);
    expect(share('Pending', (age) => age > 20 * dayMs)).toBeLessThan(0.01);
    expect(share('Pending', (age) => age < dayMs / 4)).toBeGreaterThan(0.5);
    expect(share('Delivered', (age) => age < dayMs)).toBe(0);
    expect(share('Cancelled', () => true)).toBeGreaterThan(0.03);
  });

  it('were last changed after they came in and never in the future', () => {
    for (const { createdAtMs, modifiedMs } of orders) {
      if (modifiedMs === null) continue;
      expect(modifiedMs).toBeGreaterThan(createdAtMs - 1000);
      expect(modifiedMs).toBeLessThanOrEqual(nowMs);
      expect(modifiedMs % 1000).toBe(0);
    }
  });

  it('have totals in whole cents, most of them ordinary and some large', () => {
    const totals = orders.flatMap(({ orderTotal }) => orderTotal ?? []);
    expect(totals.every((total) => Math.abs(total * 100 - Math.round(total * 100)) < 1e-6)).toBe(true);
    const sorted = totals.toSorted((one, other) => one - other);
    expect(sorted[2500]).toBeGreaterThan(20);
    expect(sorted[2500]).toBeLessThan(250);
    expect(sorted.at(-1)).toBeGreaterThan(1000);
    expect(new Set(totals.map((total) => Math.round(total * 100) % 100)).size).toBeGreaterThan(90);
  });

  it('come from a few hundred customers, some of whom order all the time', () => {
    const counts = new Map<string, number>();
    for (const { customer = '' } of orders) counts.set(customer, (counts.get(customer) ?? 0) + 1);
    expect(counts.size).toBeGreaterThan(200);
    const most = [...counts.values()].toSorted((one, other) => other - one);
    expect((most[0] ?? 0) + (most[1] ?? 0)).toBeGreaterThan(50 * (most.at(-1) ?? 0));
  });

  it('hold emoji, right-to-left and very long names', () => {
    const names = orders.map(({ customer = '' }) => customer);
    expect(names.some((name) => /\p{Extended_Pictographic}/u.test(name))).toBe(true);
    expect(names.some((name) => /\p{Script=Arabic}/u.test(name))).toBe(true);
    expect(names.some((name) => /\p{Script=Hebrew}/u.test(name))).toBe(true);
    expect(names.some((name) => name.length > 120)).toBe(true);
    expect(names.some((name) => name !== name.normalize('NFC'))).toBe(true);
  });

  it('have some blanks of every kind, and a few missing and doubled order ids', () => {
    for (const key of ['orderId', 'customer', 'status', 'orderTotal', 'priority'] as const) {
      const blanks = orders.filter((order) => order[key] === undefined).length;
      expect(blanks, key).toBeGreaterThan(0);
      expect(blanks, key).toBeLessThan(250);
    }
    const ids = orders.flatMap(({ orderId }) => orderId ?? []);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(ids.every((id) => /^ORD-\d{6}$/.test(id))).toBe(true);
    expect(orders.some(({ modifiedMs }) => modifiedMs === null)).toBe(true);
  });

  it('mix priorities', () => {
    for (const priority of ['Low', 'Medium', 'High']) {
      expect(orders.filter((order) => order.priority === priority).length).toBeGreaterThan(500);
    }
  });
});
