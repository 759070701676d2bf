import type { AuditQuery, AuditRecord } from '../domain/audit-record.ts';
import type { ServiceToken } from '../domain/service-token.ts';

/** A token with when it was last used, in epoch milliseconds; `null` = never. */
export interface KeptToken extends ServiceToken {
  readonly digest: string;
  readonly lastUsedAt: number | null;
}

/**
 * Keeps service tokens by the digest of their secrets. Nothing is remembered in between: one that is deleted
 * anywhere is gone everywhere. Throws `Failure` `store-unavailable` only.
 */
export interface ServiceTokenStore {
  find(digest: string): Promise<KeptToken | null>;
  list(): Promise<readonly KeptToken[]>;
  add(digest: string, token: ServiceToken): Promise<void>;
  /** Whether there was one. */
  delete(digest: string): Promise<boolean>;
  noteUse(digest: string, at: number): Promise<void>;
}

/** Keeps what was done by whom, for as long as the installation wants. */
export interface AuditTrail {
  /** Never throws and never waits: what cannot be kept now is kept as soon as it can be, and is in the log anyway. */
  add(record: AuditRecord): void;
  /** The latest first. */
  read(query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** Keeps what is still under way. */
  close(): Promise<void>;
}
