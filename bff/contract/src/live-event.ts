import * as z from 'zod/mini';

export const upstreamStateSchema = z.enum(['ok', 'degraded', 'down']);
export type UpstreamState = z.infer<typeof upstreamStateSchema>;

/** `change`: the data has a new version; ask `changes` for it. */
export const changeEventSchema = z.object({ version: z.string(), cursor: z.string() });
export type ChangeEvent = z.infer<typeof changeEventSchema>;

export const SYNC_PHASES = ['started', 'reading', 'finished', 'failed'] as const;

/** `sync`: how far a full read of Airtable has come. `expected` is the count of the last read, if known. */
export const syncEventSchema = z.object({
  phase: z.enum(SYNC_PHASES),
  fetched: z.int(),
  expected: z.nullable(z.int()),
});
export type SyncEvent = z.infer<typeof syncEventSchema>;

/** `upstream`: how Airtable is; `until` is when it will be asked again, where that is known. */
export const upstreamEventSchema = z.object({ state: upstreamStateSchema, until: z.optional(z.string()) });
export type UpstreamEvent = z.infer<typeof upstreamEventSchema>;

/** One server-sent event, named as on the wire. */
export type LiveEvent =
  | { readonly event: 'change'; readonly data: ChangeEvent }
  | { readonly event: 'sync'; readonly data: SyncEvent }
  | { readonly event: 'upstream'; readonly data: UpstreamEvent };
