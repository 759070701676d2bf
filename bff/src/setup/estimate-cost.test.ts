import { expect, it } from 'vitest';
import { estimateCost } from './estimate-cost.ts';

const USE = {
  orders: 5_000,
  ttlMs: 300_000,
  intervalMs: 30_000,
  hasWebhook: true,
  hoursADay: 10,
  editsADay: 200,
};

it('counts looking, reading everything and edits as the server makes them', () => {
  // 220 hours: 120 looks an hour; 50 pages every 5 min × 5 × 8; two calls an edit.
  expect(estimateCost(USE)).toEqual({ looking: 26_400, fullReads: 3_300, edits: 8_800, total: 38_500 });
  expect(estimateCost({ ...USE, hasWebhook: false }).fullReads).toBe(26_400);
  expect(estimateCost({ ...USE, intervalMs: 0, editsADay: 0 })).toMatchObject({
    looking: 0,
    fullReads: 1_100,
  });
});
