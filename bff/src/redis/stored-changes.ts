import type { Confirmation, StoredOrder, StoredSnapshot } from '../application/ports.ts';
import type { Version } from '../domain/version.ts';
import { type PackedSnapshot, UnreadableData, unpackChange } from './snapshot-codec.ts';

/** A commit as it lies in the stream. */
export interface StoredChange {
  /** Its place in the stream. */
  readonly id: string;
  readonly version: Version;
  /** `full`: everything, the beginning of a history. `confirm`: nothing changed, it was only looked at again. */
  readonly kind: 'full' | 'change' | 'confirm';
  /** The replica that made it. */
  readonly origin: string;
  /** Id of the commit, and of the one before it; of a confirmation the id of what is confirmed. Empty = not known. */
  readonly commit: string;
  readonly after: string;
  /** Its times are those of Redis's clock. */
  readonly confirmation: Confirmation;
  readonly payload: Buffer;
}

const KINDS: readonly string[] = ['full', 'change', 'confirm'] satisfies StoredChange['kind'][];
/** Removed records are remembered so long that no client with a cursor of today needs to start over. */
const MAX_TOMBSTONES = 10_000;

/** Reads the reply to XRANGE. @throws UnreadableData */
export function readEntries(reply: unknown): StoredChange[] {
  return asArray(reply).map(readEntry);
}

/** Reads the reply to XREAD of one stream; `null` is what it answers when nothing came in time. */
export function readStream(reply: unknown): StoredChange[] {
  if (reply === null) return [];
  const [stream] = asArray(reply);
  return readEntries(asArray(stream)[1]);
}

/** Lays commits over a packed snapshot (or over nothing, from a first one on). @throws UnreadableData */
export async function applyChanges(
  packed: PackedSnapshot | null,
  confirmation: Confirmation | null,
  changes: readonly StoredChange[],
): Promise<StoredSnapshot | null> {
  // Few were changed beside all that there are, which are not to be copied about.
  const touched = new Map<string, StoredOrder | null>();
  const removed = new Map(packed?.removed.map(({ recordId, seq }) => [recordId, seq]));
  let version = packed?.version ?? null;
  let latest = confirmation;
  for (const change of changes) {
    latest = change.confirmation;
    if (change.kind === 'confirm') continue;
    version = change.version;
    const { seq } = version;
    const content = await unpackChange(change.payload);
    for (const recordId of content.removed) {
      touched.set(recordId, null);
      removed.delete(recordId);
      removed.set(recordId, seq);
    }
    for (const order of content.upserts) {
      touched.set(order.recordId, { order, seq });
      removed.delete(order.recordId);
    }
  }
  if (version === null || latest === null) return null;
  const tombstones = Array.from(removed, ([recordId, seq]) => ({ recordId, seq })).slice(-MAX_TOMBSTONES);
  const untouched = packed?.orders.filter(({ order }) => !touched.has(order.recordId)) ?? [];
  const changed = [...touched.values()].filter((stored) => stored !== null);
  return { version, orders: untouched.concat(changed), removed: tombstones, confirmation: latest };
}

/** The version that a commit follows, or confirms. */
export function baseOf({ kind, version }: StoredChange): Version {
  return kind === 'confirm' ? version : { ...version, seq: version.seq - 1 };
}

/** Whether the commits follow one another without a gap, the first on `from`, up to `seq` at least. */
export function isUnbroken(from: number, changes: readonly StoredChange[], seq: number): boolean {
  let last = from;
  for (const change of changes) {
    const isNext = change.version.seq === last + (change.kind === 'confirm' ? 0 : 1);
    if (!isNext) return false;
    last = change.version.seq;
  }
  return last >= seq;
}

export function readConfirmation(json: string): Confirmation {
  const { asOf, fullReadAt, cursor } = JSON.parse(json) as Partial<Record<keyof Confirmation, unknown>>;
  if (typeof asOf !== 'number' || typeof fullReadAt !== 'number') throw new UnreadableData('no confirmation');
  return { asOf, fullReadAt, cursor: typeof cursor === 'string' ? cursor : null };
}

function readEntry(entry: unknown): StoredChange {
  const [idBytes, fieldBytes] = asArray(entry);
  const id = String(idBytes);
  const fields = new Map<string, Buffer>();
  const flat = asArray(fieldBytes);
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const value = flat[index + 1];
    if (Buffer.isBuffer(value)) fields.set(String(flat[index]), value);
  }
  const text = (name: string) => fields.get(name)?.toString('utf8') ?? '';
  const kind = text('kind');
  if (!isKind(kind)) throw new UnreadableData(`entry ${id} is none of ours`);
  return {
    id,
    version: { epoch: text('epoch'), seq: Number(id.split('-')[0]) },
    kind,
    origin: text('origin'),
    commit: text('commit'),
    after: text('after'),
    confirmation: readConfirmation(text('confirmation')),
    payload: fields.get('payload') ?? Buffer.alloc(0),
  };
}

function isKind(kind: string): kind is StoredChange['kind'] {
  return KINDS.includes(kind);
}

function asArray(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new UnreadableData('not a reply of a stream');
  return value;
}
