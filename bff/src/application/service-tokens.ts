import {
  isTokenSecret,
  newTokenSecret,
  type ServiceToken,
  type TokenScope,
  tokenDigest,
  tokenIdOf,
} from '../domain/service-token.ts';
import type { KeptToken, ServiceTokenStore } from './admin-ports.ts';
import type { Clock } from './ports.ts';

/** A use is noted only when the last one noted is older than this, so that most requests write nothing. */
const NOTE_EVERY_MS = 60_000;
/** How long a token that was seen counts while nobody can look it up, and how many are remembered. */
const GRACE_MS = 5 * 60_000;
const MAX_REMEMBERED = 1_000;

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdBy: string;
  readonly lifetimeMs: number;
}

/** Tokens with which scripts identify themselves. */
export class ServiceTokens {
  readonly #store: ServiceTokenStore;
  readonly #clock: Clock;
  readonly #recent = new Map<string, { readonly token: ServiceToken; readonly seenAt: number }>();

  constructor(store: ServiceTokenStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Makes a token. Its secret is told here and never again. */
  async create({ lifetimeMs, ...rest }: NewToken): Promise<{ secret: string; token: ServiceToken }> {
    const secret = newTokenSecret();
    const digest = tokenDigest(secret);
    const createdAt = this.#clock.now();
    const token = { id: tokenIdOf(digest), ...rest, createdAt, expiresAt: createdAt + lifetimeMs };
    await this.#store.add(digest, token);
    return { secret, token };
  }

  /** All that have not been revoked, the newest first; those that have expired among them. */
  async list(): Promise<readonly KeptToken[]> {
    const tokens = await this.#store.list();
    return tokens.toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1));
  }

  /** Ends a token at once, on all replicas; `null` when there is none with that id. */
  async revoke(id: string): Promise<ServiceToken | null> {
    const token = (await this.#store.list()).find((one) => one.id === id);
    if (token === undefined) return null;
    this.#recent.delete(token.digest);
    return (await this.#store.delete(token.digest)) ? token : null;
  }

  /**
   * The token that a secret belongs to; `null` for none, or one that has expired. While the store is away, one that
   * was seen a moment ago counts as still there.
   * @throws what the store throws, about a token that this process does not remember
   */
  async find(secret: string): Promise<ServiceToken | null> {
    if (!isTokenSecret(secret)) return null;
    const digest = tokenDigest(secret);
    const token = await this.#look(digest);
    return token !== null && token.expiresAt > this.#clock.now() ? token : null;
  }

  async #look(digest: string): Promise<ServiceToken | null> {
    let token: KeptToken | null;
    try {
      token = await this.#store.find(digest);
    } catch (error) {
      const recent = this.#recent.get(digest);
      if (recent === undefined || recent.seenAt + GRACE_MS <= this.#clock.now()) throw error;
      return recent.token;
    }
    this.#recent.delete(digest);
    if (token === null) return null;
    this.#remember(digest, token);
    await this.#note(token);
    return token;
  }

  #remember(digest: string, token: ServiceToken): void {
    this.#recent.set(digest, { token, seenAt: this.#clock.now() });
    const [oldest = ''] = this.#recent.keys();
    if (this.#recent.size > MAX_REMEMBERED) this.#recent.delete(oldest);
  }

  /** A store that goes away at this moment turns nobody away. */
  async #note({ digest, lastUsedAt }: KeptToken): Promise<void> {
    const now = this.#clock.now();
    if (lastUsedAt !== null && now - lastUsedAt < NOTE_EVERY_MS) return;
    await this.#store.noteUse(digest, now).catch(() => {});
  }
}
