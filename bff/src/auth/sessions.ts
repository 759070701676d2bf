import { createHash } from 'node:crypto';
import type { Clock, SessionStore } from '../application/ports.ts';
import { newCookieValue } from './host-cookie.ts';
import { RecentSessions } from './recent-sessions.ts';
import { type EndedLogin, type Session, sessionSchema } from './session.ts';

/** How long a session lives without a request. */
export const IDLE_MS = 8 * 3_600_000;
/** How long it lives at all. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** A request is noted only when the last one noted is older than this, so that most of them write nothing. */
const NOTE_EVERY_MS = 60_000;
const LOGIN_MARK = 'login';

/**
 * Sessions in the store, under the hash of their id, so that who reads the store cannot take one over. Each stands on
 * three entries and lives only while all are there:
 *
 *   key        the session, filed under the person    until the absolute end
 *   key.login  a mark, filed under the login          until the absolute end
 *   key.seen   when it was last used                  until it was idle too long
 *
 * So a person or a login can be ended each by itself, and noting a request writes an entry of its own: it can never
 * bring back a session that another replica ends at that moment.
 */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #recent: RecentSessions;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#recent = new RecentSessions(clock);
  }

  /** Throws what the store throws when it cannot be reached. */
  async checkStore(): Promise<void> {
    await this.#store.get('nobody');
  }

  /** Begins a session and returns its id, the only place where that is ever known but the browser. */
  async start(session: Omit<Session, 'startedAt'>): Promise<string> {
    const id = newCookieValue();
    const key = sessionKey(id);
    const startedAt = this.#clock.now();
    const value = JSON.stringify({ ...session, startedAt } satisfies Session);
    await this.#store.set(`${key}.login`, LOGIN_MARK, ABSOLUTE_MS, loginSubject(session));
    await this.#store.set(`${key}.seen`, String(startedAt), IDLE_MS);
    await this.#store.set(key, value, ABSOLUTE_MS, personSubject(session.issuer, session.identity.id));
    return id;
  }

  /**
   * The session of an id, whose idle time begins anew; `null` when it has ended. While the store is away, one that
   * was seen a moment ago counts as still there.
   * @throws what the store throws, about a session that this process does not remember
   */
  async find(id: string): Promise<Session | null> {
    const key = sessionKey(id);
    let session: Session | null;
    try {
      session = await this.#read(key);
    } catch (error) {
      const recent = this.#recent.find(key);
      if (recent === null) throw error;
      return recent;
    }
    if (session === null) this.#recent.forget(key);
    else this.#recent.remember(key, session);
    return session;
  }

  /** Ends one session, by the key of its id. */
  async end(key: string): Promise<void> {
    this.#recent.forget(key);
    await Promise.all([key, `${key}.login`, `${key}.seen`].map((entry) => this.#store.delete(entry)));
  }

  /**
   * Ends what the provider says has ended: the one login it names, else everything of the person. A session that
   * began without the login's name may be meant as well, so it ends too.
   */
  async endLogin({ issuer, person, loginId }: EndedLogin): Promise<void> {
    if (loginId === null) {
      if (person !== null) await this.#store.deleteBySubject(personSubject(issuer, person));
      return;
    }
    await this.#store.deleteBySubject(subject('login', issuer, loginId));
    if (person !== null) await this.#store.deleteBySubject(subject('nameless-login', issuer, person));
  }

  async #read(key: string): Promise<Session | null> {
    const [value, login, seen] = await Promise.all(
      [key, `${key}.login`, `${key}.seen`].map((entry) => this.#store.get(entry)),
    );
    if (value == null || login == null || seen == null) {
      if (value != null) await this.end(key);
      return null;
    }
    const { success, data } = sessionSchema.safeParse(JSON.parse(value));
    if (!success || data.startedAt + ABSOLUTE_MS <= this.#clock.now()) return null;
    await this.#note(key, Number(seen));
    return data;
  }

  /** Notes a request. A store that goes away at this moment costs nobody their session. */
  async #note(key: string, seenAt: number): Promise<void> {
    const now = this.#clock.now();
    if (now - seenAt < NOTE_EVERY_MS) return;
    await this.#store.set(`${key}.seen`, String(now), IDLE_MS).catch(() => {});
  }
}

/** Under which key the store has the session of an id. */
export function sessionKey(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

function personSubject(issuer: string, person: string): string {
  return subject('person', issuer, person);
}

function loginSubject({ issuer, identity, loginId }: Omit<Session, 'startedAt'>): string {
  return loginId === null
    ? subject('nameless-login', issuer, identity.id)
    : subject('login', issuer, loginId);
}

/** Hashed, since what the provider says may be long and is nobody's business who reads the store. */
function subject(kind: 'person' | 'login' | 'nameless-login', issuer: string, name: string): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, issuer, name]))
    .digest('base64url');
}
