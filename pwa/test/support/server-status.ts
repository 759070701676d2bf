import type { ServerStatus } from '@orders/contract';

/** A server of three replicas that is well. */
export const SERVER_STATUS: ServerStatus = {
  state: 'ok',
  sentences: ['All is well. Changes are looked for every 30 s.'],
  version: '1.2.3',
  startedAt: '2026-12-01T00:00:00.000Z',
  airtable: {
    state: 'ok',
    breakers: { read: 'closed', write: 'closed', metadata: 'closed', webhook: 'closed' },
    pausedUntil: null,
    retryAt: null,
    webhook: { mode: 'auto', lastCall: { at: '2026-12-01T03:59:30.000Z', outcome: 'ok' } },
  },
  budget: {
    perSecond: 5,
    lastSecond: 2,
    callsThisMonth: 41_000,
    monthlyCalls: 100_000,
    forecast: 90_000,
    intervalSeconds: 30,
  },
  reads: {
    full: { at: '2026-12-01T03:50:00.000Z', seconds: 12.34, outcome: 'ok', orders: 5_000 },
    changes: { at: '2026-12-01T03:59:30.000Z', seconds: 0.4, outcome: 'ok', orders: 2 },
    isReading: false,
    waitUntil: null,
    isSomebodyThere: true,
  },
  snapshot: {
    asOf: '2026-12-01T03:59:30.000Z',
    ageSeconds: 12,
    orders: 5_000,
    version: 'a1b2c3d4e5f6.42',
    freshness: 'fresh',
  },
  redis: { driver: 'redis', isUp: true },
  replicas: 3,
  listeners: 12,
  load: { inFlight: 3, pressure: 0.12, level: 0 },
  failures: [],
};
