/** What can stand in the audit trail. */
export const AUDIT_EVENTS = [
  'write',
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'signed-out-by-provider',
  'token-created',
  'token-revoked',
  'token-refused',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** One thing that was done or tried. Holds no secret, no name and no e-mail address. */
export interface AuditRecord {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly event: AuditEvent;
  /** HTTP status of the attempt; `null` for what is no request. */
  readonly status: number | null;
  /** Id of the person or token; `null` where nobody was identified. */
  readonly actor: string | null;
  /** Who vouches for the actor: the login provider, `proxy`, `token`, `command`; `null` for nobody. */
  readonly issuer: string | null;
  readonly role: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  /** The order as the request named it, and the record that was meant by it. */
  readonly order: string | null;
  readonly recordId: string | null;
  /** The fields that were to be changed, and to what. */
  readonly changes: Readonly<Record<string, string | null>> | null;
  /** Entity tags of the order before and after; they are digests of its content. */
  readonly before: string | null;
  readonly after: string | null;
  readonly ifMatch: string | null;
  readonly idempotencyKey: string | null;
  /** What else there is to say, in a few words: a problem's type, a token's name. */
  readonly detail: string | null;
}

/** Which records are wanted. */
export interface AuditQuery {
  /** ISO times; from inclusive, to exclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly event: string | null;
  readonly actor: string | null;
  /** Matches the order as it was named, or the record. */
  readonly order: string | null;
  readonly status: number | null;
  readonly limit: number;
}

const NOTHING: Omit<AuditRecord, 'at' | 'event'> = {
  status: null,
  actor: null,
  issuer: null,
  role: null,
  address: null,
  requestId: null,
  order: null,
  recordId: null,
  changes: null,
  before: null,
  after: null,
  ifMatch: null,
  idempotencyKey: null,
  detail: null,
};

/** Longest text that a caller can leave in the trail, in characters. */
const MAX_TEXT = 300;

/** A record with what is known; the rest is `null`, and no text is longer than a trail can bear. */
export function auditRecord(at: number, event: AuditEvent, known: Partial<AuditRecord>): AuditRecord {
  const cut = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : value);
  const given = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, cut(value)]));
  return { ...NOTHING, ...given, at: new Date(at).toISOString(), event };
}

export function matchesAudit(record: AuditRecord, query: AuditQuery): boolean {
  return (
    (query.from === null || record.at >= query.from) &&
    (query.to === null || record.at < query.to) &&
    (query.event === null || record.event === query.event) &&
    (query.actor === null || record.actor === query.actor) &&
    (query.order === null || record.order === query.order || record.recordId === query.order) &&
    (query.status === null || record.status === query.status)
  );
}
