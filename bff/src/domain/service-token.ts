import { createHash, randomBytes } from 'node:crypto';

/** What a token may be used for; `write` includes `read`. */
export const TOKEN_SCOPES = ['read', 'write', 'metrics'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A token as it is kept: nothing in it lets anybody in. */
export interface ServiceToken {
  /** Names it in lists, logs and the audit trail. */
  readonly id: string;
  /** What it is for, in the words of whoever made it. */
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdBy: string;
  /** Epoch milliseconds, as is `expiresAt`. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** So that people and scanners of leaked secrets know one when they see it. */
const PREFIX = 'orders_';
const SECRET = /^orders_[A-Za-z0-9_-]{43}$/;
const ID_LENGTH = 12;

/** A year and a day: whoever renews on the same day each year is not locked out. */
export const MAX_TOKEN_DAYS = 366;

/** A new secret of 256 bits; it is shown once and kept nowhere. */
export function newTokenSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64url')}`;
}

/** Whether a text is one of our tokens, known or not, and not somebody else's. */
export function isTokenSecret(text: string): boolean {
  return SECRET.test(text);
}

/** Under which name a token is kept. 256 random bits need neither salt nor a slow hash. */
export function tokenDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function tokenIdOf(digest: string): string {
  return digest.slice(0, ID_LENGTH);
}

/** Whether the token allows what needs the scope. */
export function tokenAllows(scopes: readonly TokenScope[], needed: TokenScope): boolean {
  return scopes.includes(needed) || (needed === 'read' && scopes.includes('write'));
}

/** A token from its JSON; `null` for anything else. */
export function parseServiceToken(text: string | null): ServiceToken | null {
  const value: unknown = jsonOf(text ?? '');
  if (typeof value !== 'object' || value === null) return null;
  const { id, name, scopes, createdBy, createdAt, expiresAt } = value as Partial<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof createdBy !== 'string') return null;
  if (typeof createdAt !== 'number' || typeof expiresAt !== 'number' || !Array.isArray(scopes)) return null;
  const known = TOKEN_SCOPES.filter((scope) => scopes.includes(scope));
  return { id, name, scopes: known, createdBy, createdAt, expiresAt };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
