import * as z from 'zod';

/** A record as it comes over the wire. Cells are judged one by one later, so that one bad cell costs one cell. */
export interface AirtableRecord {
  readonly id: string;
  /** ISO time, whole seconds; `null` when missing. */
  readonly createdTime: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Everything around the records; without a list of records an answer is no page. */
export const pageSchema = z.object({
  records: z.array(z.unknown()),
  offset: z.string().min(1).optional().catch(undefined),
});

const recordSchema = z.object({
  id: z.string().regex(/^rec[A-Za-z0-9]{14}$/),
  createdTime: z.string().nullable().catch(null),
  fields: z.record(z.string(), z.unknown()).catch({}),
});

/** A record, or `null` for what has no usable id: nobody could ever address it. */
export function parseRecord(value: unknown): AirtableRecord | null {
  return recordSchema.safeParse(value).data ?? null;
}
