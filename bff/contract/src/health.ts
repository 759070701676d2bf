import * as z from 'zod/mini';
import { upstreamStateSchema } from './live-event.ts';

/** Answer to `GET /health`. Without the right to details only `status` is there. */
export const healthSchema = z.object({
  status: upstreamStateSchema,
  airtable: z.optional(
    z.object({
      state: z.enum(['ok', 'throttled', 'unreachable', 'refused']),
      breaker: z.enum(['closed', 'open', 'half-open']),
      pausedUntil: z.nullable(z.string()),
      callsThisMonth: z.int(),
      monthlyCalls: z.int(),
      /** Fields of the base that are not as the settings say, each with what to do; left out when all are. */
      notices: z.optional(
        z.array(
          z.object({
            field: z.string(),
            kind: z.enum(['missing', 'renamed', 'unsuitable']),
            message: z.string(),
          }),
        ),
      ),
    }),
  ),
  cache: z.optional(z.object({ driver: z.enum(['redis', 'memory']), state: z.enum(['ok', 'down']) })),
  snapshot: z.optional(
    z.object({
      asOf: z.nullable(z.string()),
      ageSeconds: z.nullable(z.int()),
      orders: z.int(),
      version: z.nullable(z.string()),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;
