import * as z from 'zod';

const cursorSchema = z.object({
  v: z.literal(1),
  /** Everything that changed up to here, by Airtable's clock, has been reported. */
  time: z.iso.datetime(),
  hook: z
    .object({
      id: z.string(),
      tableId: z.string(),
      /** Number of the first payload not read yet. */
      next: z.int().min(1),
      /** Payloads were left behind the last time. */
      isBehind: z.boolean(),
      /** A stretch of time whose changes were reported without their payloads. */
      swept: z.object({ from: z.iso.datetime(), until: z.iso.datetime() }).nullable(),
      /** Announced as created and not found yet. */
      expected: z.array(z.string()),
    })
    .nullable(),
  /** What was read: after a change of fields or view, everything has to be read anew. */
  fields: z.string().optional(),
});

/**
 * Where reading changes goes on from. It holds everything that is needed, so that another replica or a later start
 * can go on with it.
 */
export type ChangeCursor = Omit<z.infer<typeof cursorSchema>, 'v'>;
export type HookPosition = NonNullable<ChangeCursor['hook']>;

/** Stamps are whole seconds and up to one ahead of the answer's date; the rest is for clocks that are set. */
const OVERLAP_MS = 5_000;

export function formatCursor(cursor: ChangeCursor): string {
  return JSON.stringify({ v: 1, ...cursor } satisfies z.infer<typeof cursorSchema>);
}

/** The cursor a text stands for, or `null` when it is none of ours. */
export function parseCursor(text: string): ChangeCursor | null {
  try {
    const { data } = cursorSchema.safeParse(JSON.parse(text));
    if (data === undefined) return null;
    const { v: _, ...cursor } = data;
    return cursor;
  } catch {
    return null;
  }
}

/** The time up to which a read that Airtable began to answer at `dateMs` has seen every change for certain. */
export function coveredUntil(dateMs: number): string {
  return new Date(dateMs - OVERLAP_MS).toISOString();
}
