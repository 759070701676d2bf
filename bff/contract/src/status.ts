import * as z from 'zod/mini';

const time = z.string();

/** One read of Airtable, as it ended. */
const readReportSchema = z.object({
  at: time,
  seconds: z.number(),
  outcome: z.enum(['ok', 'failed']),
  orders: z.int(),
});
export type ReadReport = z.infer<typeof readReportSchema>;

/** Answer to `GET /api/status`: why the data is as old as it is, told by one replica. */
export const serverStatusSchema = z.object({
  state: z.enum(['ok', 'degraded', 'down']),
  /** In words, the most important first. */
  sentences: z.array(z.string()),
  version: z.string(),
  startedAt: time,
  airtable: z.object({
    state: z.enum(['ok', 'throttled', 'unreachable', 'refused']),
    /** By what the calls are for. */
    breakers: z.record(z.string(), z.enum(['closed', 'open', 'half-open'])),
    pausedUntil: z.nullable(time),
    retryAt: z.nullable(time),
    webhook: z.object({
      mode: z.enum(['auto', 'on', 'off']),
      lastCall: z.nullable(z.object({ at: time, outcome: z.string() })),
    }),
  }),
  budget: z.object({
    perSecond: z.number(),
    /** Calls of this replica within the last second. */
    lastSecond: z.int(),
    callsThisMonth: z.int(),
    /** 0 = as many as one likes. */
    monthlyCalls: z.int(),
    /** How many it will be by the end of the month if all goes on as so far. */
    forecast: z.int(),
    /** How often changes are looked for now, in seconds; 0 = never. */
    intervalSeconds: z.number(),
  }),
  reads: z.object({
    full: z.nullable(readReportSchema),
    changes: z.nullable(readReportSchema),
    isReading: z.boolean(),
    /** Before then Airtable is not asked again after failures. */
    waitUntil: z.nullable(time),
    isSomebodyThere: z.boolean(),
  }),
  snapshot: z.object({
    asOf: z.nullable(time),
    ageSeconds: z.nullable(z.int()),
    orders: z.int(),
    version: z.nullable(z.string()),
    freshness: z.nullable(z.enum(['fresh', 'stale', 'expired'])),
  }),
  redis: z.object({ driver: z.enum(['redis', 'memory']), isUp: z.boolean() }),
  replicas: z.int(),
  listeners: z.int(),
  load: z.object({ inFlight: z.int(), pressure: z.number(), level: z.number() }),
  /** The newest first. */
  failures: z.array(z.object({ at: time, text: z.string() })),
});
export type ServerStatus = z.infer<typeof serverStatusSchema>;
