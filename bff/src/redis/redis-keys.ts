/** Grows when the form of the shared data changes; replicas of both forms then run side by side, each on its own. */
const SCHEMA = 1;

/**
 * All keys. The base in braces keeps them on one node of a cluster, where scripts may touch them together. What is
 * limited by Airtable goes by base, what belongs to the orders by table.
 */
export interface RedisKeys {
  /** Hash: epoch and number of the current version. */
  readonly state: string;
  /** Stream: the commits of late, `<seq>-<confirmation>`. */
  readonly changes: string;
  /** Hash: everything, packed, with its version. */
  readonly packed: string;
  /** String: token of the replica that reads the source. */
  readonly lease: string;
  /** String: number of the lease given out last. */
  readonly fence: string;
  /** String: when somebody was last there. */
  readonly presence: string;
  /** Hash: next free slot, pause. */
  readonly budget: string;
  /** Hash: the first in line of each replica. */
  readonly waiting: string;
  /** Sorted set: the replicas that are there. */
  readonly replicas: string;
  /** String: calls of a month. */
  month(month: string): string;
  /** String: a request under way, or its answer. */
  idempotency(digest: string): string;
  /** String: token of the replica that edits a record. */
  turn(recordId: string): string;
  /** String: times of the requests of a caller. */
  requests(digest: string): string;
  /** String: a session. */
  session(digest: string): string;
  /** Set: digests of a person's sessions. */
  sessionsOf(digest: string): string;
  /** Hash: service tokens by the digest of their secrets. */
  readonly tokens: string;
  /** Hash: when each of them was last used. */
  readonly tokenUses: string;
  /** Stream: what was done by whom. */
  readonly audit: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long each kind of key lives after it was last written, in milliseconds. Nothing is kept for ever. */
export const LIFETIME_MS = {
  /** Longer than any snapshot is served while the source is away. */
  snapshot: 7 * DAY,
  lease: 10 * SECOND,
  presence: HOUR,
  budget: 10 * MINUTE,
  replicas: MINUTE,
  month: 40 * DAY,
  /** A laptop that lost an answer may be in a drawer over the holidays. */
  answer: 14 * DAY,
  /** Renewed while the edit lasts; a replica that dies keeps nobody from its record for longer. */
  turn: 10 * SECOND,
  /** Renewed while the request runs; a replica that dies abandons the key after so long. */
  runningRequest: 10 * SECOND,
  /** Longer than any service token lives. */
  tokens: 400 * DAY,
} as const;

/** Records that the audit trail holds at most, however young they are. */
export const MAX_AUDIT_RECORDS = 100_000;

/** Commits that the stream holds at most. */
export const MAX_CHANGES = 10_000;

export function createRedisKeys(baseId: string, tableId: string): RedisKeys {
  const ofBase = `orders:{${baseId}}:`;
  const ofTable = `${ofBase}${tableId}:`;
  const ofData = `${ofTable}v${SCHEMA}:`;
  return {
    state: `${ofData}state`,
    changes: `${ofData}changes`,
    packed: `${ofData}packed`,
    lease: `${ofTable}lease`,
    fence: `${ofTable}fence`,
    presence: `${ofTable}presence`,
    budget: `${ofBase}budget`,
    waiting: `${ofBase}waiting`,
    replicas: `${ofTable}replicas`,
    month: (month) => `${ofBase}calls:${month}`,
    idempotency: (digest) => `${ofTable}answer:${digest}`,
    turn: (recordId) => `${ofTable}turn:${recordId}`,
    requests: (digest) => `${ofTable}requests:${digest}`,
    session: (digest) => `${ofTable}session:${digest}`,
    sessionsOf: (digest) => `${ofTable}sessions-of:${digest}`,
    tokens: `${ofTable}tokens`,
    tokenUses: `${ofTable}token-uses`,
    audit: `${ofTable}audit`,
  };
}
