import type { SeededRandom } from '../seeded-random.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = 120;

/** Sunday first: people order on working days, least on Sunday. */
const weekdayWeights = [0.45, 1.15, 1.2, 1.1, 1.1, 1, 0.6];

/** By hour of the day in UTC: mornings, a dip at noon, and a second rise in the evening. */
const hourWeights = [1, 1, 1, 1, 1, 2, 4, 7, 11, 13, 12, 10, 8, 10, 11, 10, 9, 8, 9, 10, 9, 6, 3, 2];

/** Moments of so many orders over the last 120 days, oldest first: growing, weekly, never in the future. */
export function orderTimes(count: number, nowMs: number, random: SeededRandom): number[] {
  const firstMs = Math.floor(nowMs / dayMs) * dayMs - (days - 1) * dayMs;
  const cumulative: number[] = [];
  let total = 0;
  for (let slotMs = firstMs; slotMs < nowMs; slotMs += hourMs) {
    const date = new Date(slotMs);
    const growth = 1 + (0.8 * (slotMs - firstMs)) / (days * dayMs);
    const share = Math.min(1, (nowMs - slotMs) / hourMs);
    const weekday = weekdayWeights[date.getUTCDay()] ?? 1;
    total += growth * share * weekday * (hourWeights[date.getUTCHours()] ?? 1);
    cumulative.push(total);
  }
  const times = Array.from({ length: count }, () => {
    const slotMs = firstMs + pickSlot(cumulative, random.next() * total) * hourMs;
    return slotMs + random.integer(Math.min(hourMs, Math.max(1, nowMs - slotMs)));
  });
  return times.sort((one, other) => one - other);
}

/** The first slot whose cumulative weight exceeds the target. */
export function pickSlot(cumulative: readonly number[], target: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 0) <= target) low = middle + 1;
    else high = middle;
  }
  return low;
}
