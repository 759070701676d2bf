import {
  EDITABLE_FIELDS,
  type EditableField,
  type Order,
  orderPatchSchema,
  orderSchema,
} from '@orders/contract';

/** Some of the editable fields with a value each; `null` = blank. */
export type FieldValues = { [Field in EditableField]?: string | null };

export type EntryState = 'waiting' | 'sending' | 'conflict' | 'rejected';

/** The entry format that this build writes. A build reads this one and every older one. */
export const ENTRY_FORMAT = 1;

/** An edit on its way to Airtable, as the database holds it. */
export interface OutboxEntry {
  /** Given by the database when the edit was made, never changed: the only order there is. */
  readonly seq: number;
  readonly v: typeof ENTRY_FORMAT;
  readonly recordId: string;
  /** As it was when the edit was made; for display where the order itself is gone. */
  readonly orderId: string | null;
  readonly patch: FieldValues;
  /** What the person saw in the patched fields: a conflict is told by it. */
  readonly base: FieldValues;
  /** The validator of the order that the person saw; what `If-Match` sends. */
  readonly baseEtag: string;
  /** Idempotency key. Once it was sent it is bound to this very patch, because the server may know it. */
  readonly key: string;
  readonly state: EntryState;
  /** Sends whose outcome was not an acknowledgement; a 401 does not count. */
  readonly attempts: number;
  /** Epoch ms, this device's clock: when to try again. A hint, see `isDue`. */
  readonly nextAt: number;
  /** Epoch ms: the server's `Retry-After`, which hurrying triggers do not shorten. */
  readonly notBefore: number;
  /** When it was last given out to be sent under this key. */
  readonly sentAt: number | null;
  readonly lastStatus: number | null;
  /** The last thing that went wrong, in words. */
  readonly lastProblem: string | null;
  /** The order as Airtable has it; present in a conflict. */
  readonly server: Order | null;
  readonly createdAt: number;
  readonly buildId: string;
}

/** An entry before the database has given it its place. */
export type NewOutboxEntry = Omit<OutboxEntry, 'seq'>;

/** What a stored row turned out to be. */
export type ReadEntry =
  | { readonly kind: 'entry'; readonly entry: OutboxEntry }
  /** Written by a newer build: it stays where it is for that build to send. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'unreadable' };

/** Reads a row of any format. The database is shared with every build that ever ran here, so nothing is assumed. */
export function readEntry(raw: unknown): ReadEntry {
  const row: Readonly<Record<string, unknown>> = typeof raw === 'object' && raw !== null ? { ...raw } : {};
  if (typeof row['v'] === 'number' && row['v'] > ENTRY_FORMAT) return { kind: 'newer' };
  const entry = row['v'] === ENTRY_FORMAT ? readFormat1(row) : null;
  return entry === null ? { kind: 'unreadable' } : { kind: 'entry', entry };
}

/**
 * Whether the server may know the entry's key. What the app was told does not count: a browser repeats a request by
 * itself when a connection breaks, and then it is the last answer, perhaps a 401, that the app gets to see.
 */
export function mayBeKnown({ sentAt, attempts }: Pick<OutboxEntry, 'sentAt' | 'attempts'>): boolean {
  return sentAt !== null || attempts > 0;
}

/** The fields of a patch, in the order of the contract. */
export function fieldsOf(values: FieldValues): EditableField[] {
  return EDITABLE_FIELDS.filter((field) => values[field] !== undefined);
}

/** A copy without the fields whose value is `undefined` or that `keep` turns down. */
export function pickFields(values: FieldValues, keep: (field: EditableField) => boolean): FieldValues {
  const picked: FieldValues = {};
  for (const field of fieldsOf(values)) if (keep(field)) picked[field] = values[field] ?? null;
  return picked;
}

function readFormat1(row: Readonly<Record<string, unknown>>): OutboxEntry | null {
  const { seq, recordId, key, state, baseEtag } = row;
  const patch = orderPatchSchema.safeParse(row['patch']);
  const base = orderPatchSchema.safeParse(row['base']);
  const server = orderSchema.safeParse(row['server']);
  if (typeof seq !== 'number' || typeof recordId !== 'string' || typeof key !== 'string') return null;
  if (!isEntryState(state) || typeof baseEtag !== 'string' || !patch.success || !base.success) return null;
  if (state === 'conflict' && !server.success) return null;
  return {
    seq,
    v: ENTRY_FORMAT,
    recordId,
    orderId: textOrNull(row['orderId']),
    patch: pickFields(defined(patch.data), () => true),
    base: pickFields(defined(base.data), () => true),
    baseEtag,
    key,
    state,
    attempts: numberOr(row['attempts'], 0),
    nextAt: numberOr(row['nextAt'], 0),
    notBefore: numberOr(row['notBefore'], 0),
    sentAt: numberOr(row['sentAt'], null),
    lastStatus: numberOr(row['lastStatus'], null),
    lastProblem: textOrNull(row['lastProblem']),
    server: server.success ? server.data : null,
    createdAt: numberOr(row['createdAt'], 0),
    buildId: textOrNull(row['buildId']) ?? '',
  };
}

function defined(patch: {
  status?: string | null | undefined;
  priority?: string | null | undefined;
}): FieldValues {
  const values: FieldValues = {};
  for (const field of EDITABLE_FIELDS) {
    const value = patch[field];
    if (value !== undefined) values[field] = value;
  }
  return values;
}

function isEntryState(value: unknown): value is EntryState {
  return value === 'waiting' || value === 'sending' || value === 'conflict' || value === 'rejected';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOr<T>(value: unknown, fallback: T): number | T {
  return typeof value === 'number' ? value : fallback;
}
