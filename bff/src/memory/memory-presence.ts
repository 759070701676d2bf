import type { Clock, Presence } from '../application/ports.ts';

/** Who is there, in a single process. */
export function createMemoryPresence(clock: Clock): Presence {
  let lastSeen = 0;
  return {
    touch() {
      lastSeen = clock.now();
    },
    lastSeen: () => lastSeen,
  };
}
