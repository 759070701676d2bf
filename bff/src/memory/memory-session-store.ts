import type { Clock, SessionStore } from '../application/ports.ts';

interface Session {
  readonly value: string;
  readonly subject: string | undefined;
  readonly expiresAt: number;
}

/** How often sessions that ended by themselves are cleared away, in milliseconds. */
const SWEEP_EVERY_MS = 60_000;

/** Sessions of a single process; all end with it. */
export function createMemorySessionStore(clock: Clock): SessionStore {
  const sessions = new Map<string, Session>();
  let sweptAt = clock.now();

  function sweep(now: number): void {
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    for (const [id, { expiresAt }] of sessions) if (expiresAt <= now) sessions.delete(id);
  }

  return {
    async get(id) {
      const session = sessions.get(id);
      return session !== undefined && session.expiresAt > clock.now() ? session.value : null;
    },
    async set(id, value, ttlMs, subject) {
      const now = clock.now();
      sweep(now);
      sessions.set(id, { value, subject, expiresAt: now + ttlMs });
    },
    async delete(id) {
      sessions.delete(id);
    },
    async deleteBySubject(subject) {
      for (const [id, session] of sessions) if (session.subject === subject) sessions.delete(id);
    },
  };
}
