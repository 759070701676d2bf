import * as z from 'zod';

const tableChangesSchema = z.object({
  createdRecordsById: z.record(z.string(), z.unknown()).optional(),
  changedRecordsById: z.record(z.string(), z.unknown()).optional(),
  destroyedRecordIds: z.array(z.string()).optional(),
});

const payloadSchema = z.object({
  timestamp: z.string().optional(),
  /** The hook is broken for good, as when a watched field is gone; it goes on looking enabled. */
  error: z.boolean().optional(),
  changedTablesById: z.record(z.string(), tableChangesSchema).optional(),
  destroyedTableIds: z.array(z.string()).optional(),
});

const pageSchema = z.object({
  payloads: z.array(payloadSchema),
  cursor: z.int().min(1),
  mightHaveMore: z.boolean(),
});

type Payload = z.infer<typeof payloadSchema>;

/** What a page of payloads says of one table, each record by what happened to it last. */
export interface PayloadPage {
  readonly kind: 'changes';
  /** Epoch ms at which each record that is still there was last changed; 0 when the payload does not say. */
  readonly changed: ReadonlyMap<string, number>;
  /** Those of `changed` that are new. */
  readonly created: ReadonlySet<string>;
  readonly destroyed: ReadonlySet<string>;
  readonly next: number;
  readonly hasMore: boolean;
  /** Epoch ms of the last payload; `null` without one. */
  readonly lastAtMs: number | null;
}

/** `broken`: no payload of this hook will ever be whole again. `null`: not a page at all. */
export function parsePayloadPage(body: unknown, tableId: string): PayloadPage | { kind: 'broken' } | null {
  const { data } = pageSchema.safeParse(body);
  if (data === undefined) return null;
  const isBroken = data.payloads.some(
    (payload) => payload.error === true || payload.destroyedTableIds?.includes(tableId),
  );
  return isBroken ? { kind: 'broken' } : summarize(data, tableId);
}

function summarize(page: z.infer<typeof pageSchema>, tableId: string): PayloadPage {
  const changed = new Map<string, number>();
  const created = new Set<string>();
  const destroyed = new Set<string>();
  for (const payload of page.payloads) {
    const changes = payload.changedTablesById?.[tableId];
    const atMs = timeOf(payload) ?? 0;
    for (const id of Object.keys(changes?.createdRecordsById ?? {})) created.add(id);
    for (const id of recordsOf(changes)) {
      changed.set(id, atMs);
      destroyed.delete(id);
    }
    for (const id of changes?.destroyedRecordIds ?? []) {
      changed.delete(id);
      created.delete(id);
      destroyed.add(id);
    }
  }
  const last = page.payloads.at(-1);
  return {
    kind: 'changes',
    changed,
    created,
    destroyed,
    next: page.cursor,
    hasMore: page.mightHaveMore,
    lastAtMs: last === undefined ? null : timeOf(last),
  };
}

function recordsOf(changes: z.infer<typeof tableChangesSchema> | undefined): string[] {
  return [
    ...Object.keys(changes?.createdRecordsById ?? {}),
    ...Object.keys(changes?.changedRecordsById ?? {}),
  ];
}

function timeOf(payload: Payload): number | null {
  const time = Date.parse(payload.timestamp ?? '');
  return Number.isNaN(time) ? null : time;
}
