import type { Clock } from '../application/ports.ts';
import type { Session } from './session.ts';

/** How long a session counts as still there while nobody can look it up. */
const GRACE_MS = 5 * 60_000;
const MAX_SESSIONS = 10_000;

/**
 * The sessions that this process has seen alive of late. They keep people at work while the store is away; while it
 * is there, nobody asks here.
 */
export class RecentSessions {
  readonly #sessions = new Map<string, { readonly session: Session; readonly seenAt: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  remember(key: string, session: Session): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, { session, seenAt: this.#clock.now() });
    if (this.#sessions.size <= MAX_SESSIONS) return;
    const [oldest = ''] = this.#sessions.keys();
    this.#sessions.delete(oldest);
  }

  find(key: string): Session | null {
    const entry = this.#sessions.get(key);
    return entry !== undefined && entry.seenAt + GRACE_MS > this.#clock.now() ? entry.session : null;
  }

  forget(key: string): void {
    this.#sessions.delete(key);
  }
}
