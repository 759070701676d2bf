import type { SeededRandom } from '../seeded-random.ts';
import { customerNames } from './customer-names.ts';
import { statusFor } from './order-status.ts';
import { orderTimes, pickSlot } from './order-times.ts';

/** What one row of the sample base holds; an absent value is a blank cell. */
export interface SeededOrder {
  readonly orderId?: string;
  readonly customer?: string;
  readonly status?: string;
  readonly orderTotal?: number;
  readonly priority?: string;
  readonly notes?: string;
  readonly createdAtMs: number;
  /** `null`: nobody touched it since it came in. */
  readonly modifiedMs: number | null;
}

export interface SeedOptions {
  readonly count: number;
  readonly nowMs: number;
  readonly random: SeededRandom;
}

/** Orders as a shop has them after four months, oldest first. Same options, same orders. */
export function seedOrders({ count, nowMs, random }: SeedOptions): SeededOrder[] {
  const pickCustomer = createCustomerPicker(count, random.fork('customers'));
  const numbers = orderNumbers(count, random.fork('numbers'));
  const draw = random.fork('orders');
  return orderTimes(count, nowMs, random.fork('times')).map((createdAtMs, index) => {
    const customer = pickCustomer();
    const orderTotal = orderTotalFor(customer.typicalTotal, draw);
    const { status, modifiedMs } = statusFor(createdAtMs, nowMs, draw);
    const order = {
      orderId: numbers[index],
      customer: draw.chance(0.008) ? undefined : customer.name,
      status: draw.chance(0.003) ? undefined : status,
      orderTotal: draw.chance(0.006) ? undefined : orderTotal,
      priority: draw.chance(0.03) ? undefined : priorityFor(orderTotal, draw),
      notes: draw.chance(0.12) ? draw.pick(notes) : undefined,
      createdAtMs,
      modifiedMs: draw.chance(0.002) ? null : modifiedMs,
    };
    return withoutAbsent(order);
  });
}

export function formatOrderId(number: number): string {
  return `ORD-${String(number).padStart(6, '0')}`;
}

interface Customer {
  readonly name: string;
  readonly typicalTotal: number;
}

/** A few customers order all the time and most only now and then (Zipf). */
function createCustomerPicker(count: number, random: SeededRandom): () => Customer {
  const size = Math.max(40, Math.min(600, Math.round(60 + count / 20)));
  const customers = customerNames(size, random).map((name) => ({
    name,
    typicalTotal: Math.exp(4.3 + 0.8 * random.normal()),
  }));
  let total = 0;
  const cumulative = customers.map((_customer, rank) => {
    total += 1 / (rank + 2) ** 0.9;
    return total;
  });
  return () => customers[pickSlot(cumulative, random.next() * total)] ?? { name: '', typicalTotal: 0 };
}

/** In sequence, save for a few that somebody left out or typed twice. */
function orderNumbers(count: number, random: SeededRandom): (string | undefined)[] {
  const numbers: (string | undefined)[] = Array.from({ length: count }, (_, index) =>
    formatOrderId(index + 1),
  );
  if (count < 50) return numbers;
  const mistakes = Math.max(2, Math.round(count * 0.0006));
  for (let made = 0; made < mistakes; made += 1) {
    numbers[random.integer(count)] = undefined;
    const index = 1 + random.integer(count - 1);
    numbers[index] = numbers[index - 1];
  }
  return numbers;
}

/** Log-normal around what this customer usually spends; prices like to end in .99, .50 and .00. */
function orderTotalFor(typicalTotal: number, random: SeededRandom): number {
  if (random.chance(0.002)) return 0;
  const total = Math.max(3.5, typicalTotal * Math.exp(0.55 * random.normal()));
  const ending = random.chance(0.4) ? random.pick([0, 0.5, 0.95, 0.99]) : random.integer(100) / 100;
  return Math.round((Math.floor(total) + ending) * 100) / 100;
}

function priorityFor(orderTotal: number, random: SeededRandom): string {
  const high = orderTotal > 400 ? 0.38 : 0.16;
  const draw = random.next();
  if (draw < high) return 'High';
  return draw < high + (1 - high) * 0.66 ? 'Medium' : 'Low';
}

function withoutAbsent(order: { [K in keyof SeededOrder]: SeededOrder[K] | undefined }): SeededOrder {
  const filled = Object.entries(order).filter(([, value]) => value !== undefined);
  return Object.fromEntries(filled) as unknown as SeededOrder;
}

const notes: readonly string[] = [
  'Leave with the neighbour if nobody is in.',
  'Gift wrap, no invoice in the parcel please.',
  'Deliver to the loading dock, gate 4.\nRing the bell twice.',
  'Customer called: wants it before Friday.',
  'Second attempt after the address was corrected.',
  'Repeat of last month’s order.',
  'Fragile – two of three boxes.',
  'Invoice to head office.',
];
