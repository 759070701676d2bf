import type { SeededRandom } from '../seeded-random.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How an order of a given age usually stands; the rest, up to 1, is cancelled. */
const ages: readonly { readonly upToMs: number; readonly shares: readonly (readonly [string, number])[] }[] =
  [
    {
      upToMs: 6 * hourMs,
      shares: [
        ['Pending', 0.74],
        ['Processing', 0.24],
      ],
    },
    {
      upToMs: 2 * dayMs,
      shares: [
        ['Pending', 0.26],
        ['Processing', 0.49],
        ['Shipped', 0.2],
      ],
    },
    {
      upToMs: 6 * dayMs,
      shares: [
        ['Pending', 0.03],
        ['Processing', 0.13],
        ['Shipped', 0.56],
        ['Delivered', 0.22],
      ],
    },
    {
      upToMs: 14 * dayMs,
      shares: [
        ['Pending', 0.01],
        ['Processing', 0.02],
        ['Shipped', 0.2],
        ['Delivered', 0.7],
      ],
    },
    {
      upToMs: Number.POSITIVE_INFINITY,
      shares: [
        ['Pending', 0.003],
        ['Shipped', 0.012],
        ['Delivered', 0.91],
      ],
    },
  ];

/** How long after the order its last step usually happened. */
const stepMs: Readonly<Record<string, readonly [number, number]>> = {
  Pending: [0, 0],
  Processing: [0.2 * hourMs, 14 * hourMs],
  Shipped: [0.7 * dayMs, 3 * dayMs],
  Delivered: [2.5 * dayMs, 8 * dayMs],
  Cancelled: [0.3 * hourMs, 4 * dayMs],
};

export interface OrderStanding {
  readonly status: string;
  /** Never after now; whole seconds. */
  readonly modifiedMs: number;
}

export function statusFor(createdAtMs: number, nowMs: number, random: SeededRandom): OrderStanding {
  const age = nowMs - createdAtMs;
  const status = drawStatus(age, random);
  const [least, most] = stepMs[status] ?? [0, 0];
  const step = least + random.next() * (most - least);
  // A young order took its steps within the time it had.
  const elapsed = step < age ? step : random.next() * age;
  return { status, modifiedMs: Math.floor((createdAtMs + elapsed) / 1000) * 1000 };
}

function drawStatus(age: number, random: SeededRandom): string {
  let draw = random.next();
  const shares = ages.find(({ upToMs }) => age < upToMs)?.shares ?? [];
  for (const [status, share] of shares) {
    if (draw < share) return status;
    draw -= share;
  }
  return 'Cancelled';
}
