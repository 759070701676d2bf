import * as z from 'zod/mini';

/** Answer to `GET /api/config`: what the app must know of the installation it belongs to. */
export const appConfigSchema = z.object({
  currency: z.string(),
  reportingTimeZone: z.string(),
  /** The options of the base, in its order; what may be written. */
  statuses: z.array(z.string()),
  priorities: z.array(z.string()),
  /** Whether the data is the bundled simulator's. */
  simulator: z.boolean(),
});
export type AppConfig = z.infer<typeof appConfigSchema>;
