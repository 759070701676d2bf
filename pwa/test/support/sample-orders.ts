import { ORDER_PRIORITIES, type Order } from '@orders/contract';
import { makeOrder } from '@orders/contract/testing';

const FIRST = [
  'Acme',
  'Blue Fjord',
  'Café Zoë',
  'Dornier & Söhne',
  'Elm Street',
  'Fable',
  'Granite',
  'Harbour',
];
const SECOND = ['Logistics', 'Books', 'Foods', 'Optics', 'Supplies', 'Textiles', 'Tools', 'Trading', 'Works'];
const THIRD = ['GmbH', 'Ltd', 'SA', 'Inc.', 'KG', ''];

/** Names that break careless layouts. */
const ODD_CUSTOMERS = [
  'شركة النور للتجارة العامة',
  'מאפיית הצפון',
  '🌻 Sunflower 🌻',
  'Vereinigte Ostfriesische Leuchtturm-Instandhaltungs- und Nebelhornbetriebsgesellschaft mbH & Co. KGaA',
  '株式会社山田商店',
  '<b>Bold & Co</b>',
];

const HOUR_MS = 3_600_000;

/** The same believable orders every time: newest last, statuses that fit their age, some blanks and odd names. */
export function makeSampleOrders(count: number, nowMs: number): Order[] {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const ageHours = ageOf((count - index) / count, nowMs) + random() * 2;
    const createdMs = nowMs - ageHours * HOUR_MS;
    const number = index + 1;
    return makeOrder(number, {
      orderId: number % 997 === 0 ? null : number === 1222 ? orderIdOf(610) : orderIdOf(number),
      customer: customerOf(number, pick),
      status: number % 401 === 0 ? null : number % 733 === 0 ? 'On hold' : statusFor(ageHours, random()),
      priority: number % 307 === 0 ? null : random() < 0.12 ? 'High' : pick(ORDER_PRIORITIES.slice(0, 2)),
      orderTotal: number % 503 === 0 ? null : number % 499 === 0 ? 0 : amountFrom(random()),
      createdAt: new Date(createdMs).toISOString(),
      updatedAt: new Date(Math.min(nowMs, createdMs + random() * 30 * HOUR_MS)).toISOString(),
    });
  });
}

/** About half a year back, in weeks that are busy at first and quiet at their end, with a little growth. */
function ageOf(share: number, nowMs: number): number {
  const days = 170 * share ** 1.12;
  const weekday = (nowMs / (24 * HOUR_MS) - days + 4) % 7;
  return (days + Math.sin((weekday / 7) * 2 * Math.PI) * 0.45) * 24 + 0.2;
}

export function orderIdOf(number: number): string {
  return `ORD-${String(number).padStart(6, '0')}`;
}

function customerOf(number: number, pick: <T>(list: readonly T[]) => T): string | null {
  if (number % 811 === 0) return null;
  if (number % 83 === 0) return pick(ODD_CUSTOMERS);
  return `${pick(FIRST)} ${pick(SECOND)} ${pick(THIRD)}`.trim();
}

function statusFor(ageHours: number, chance: number): string {
  if (chance < 0.05) return 'Cancelled';
  if (ageHours < 24) return chance < 0.75 ? 'Pending' : 'Processing';
  if (ageHours < 96) return chance < 0.3 ? 'Pending' : chance < 0.7 ? 'Processing' : 'Shipped';
  if (ageHours < 300) return chance < 0.12 ? 'Processing' : chance < 0.5 ? 'Shipped' : 'Delivered';
  return chance < 0.07 ? 'Shipped' : 'Delivered';
}

function amountFrom(chance: number): number {
  return Math.round((15 + 40 / (1.02 - chance)) * 100) / 100;
}

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
