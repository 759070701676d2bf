import { transact } from './database-failures.ts';
import type { OutboxDatabase } from './outbox-database.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { sortRows } from './outbox-rows.ts';

/** No pause is ever longer than this, so an instant further off means that the device's clock was set back. */
export const LONGEST_PAUSE_MS = 15 * 60_000;

export interface ClaimRules {
  readonly now: number;
  /** Something happened that makes an earlier try worthwhile; a server's `Retry-After` still stands. */
  readonly isHurried: boolean;
  /** Entries that this round has tried already. */
  readonly except: ReadonlySet<number>;
  /** Most entries to take at once; only one is taken where there are too few to be worth it. */
  readonly limit: number;
}

/** Fewer go out one by one: each with a request, an answer and troubles of its own. */
const LEAST_TOGETHER = 4;

export interface Claim {
  /** Oldest first, at most one an order. */
  readonly entries: readonly OutboxEntry[];
  /** When the next one is due, epoch ms; `null` = nothing waits. */
  readonly nextAt: number | null;
}

/** Until when nothing is sent at all, epoch ms; 0 = not at all. */
export interface Pauses {
  /** The server asked for it, and nothing shortens it. */
  readonly hold: number;
  /** This device's own patience, which whoever is in a hurry passes over. */
  readonly pause: number;
}

/** What a claim would take, without taking it. */
export function peekEntries(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  return db.transaction('r', db.outbox, db.meta, () => findEntries(db, rules));
}

/** Takes the oldest entries that may go out and marks them as sending, before any request leaves. Under the lock only. */
export function claimEntries(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  return transact(db, [db.outbox, db.meta], async () => {
    const claim = await findEntries(db, rules);
    await db.outbox.bulkPut([...claim.entries]);
    return claim;
  });
}

/**
 * Lets every entry that is marked as sending wait again, with its key: whoever sent it is gone and took the answer
 * along. Under the lock only.
 * @returns how many there were
 */
export function recoverEntries(db: OutboxDatabase): Promise<number> {
  return transact(db, [db.outbox], async () => {
    const { entries } = sortRows(await db.outbox.orderBy(':id').toArray());
    const left = entries.filter(({ state }) => state === 'sending');
    await db.outbox.bulkPut(
      left.map((entry) => ({ ...entry, state: 'waiting', attempts: entry.attempts + 1, nextAt: 0 }) as const),
    );
    return left.length;
  });
}

/** Nobody sends anything for a while: the server is busy, not one order is wrong. */
export async function holdAll(db: OutboxDatabase, { hold, pause }: Pauses): Promise<void> {
  await db.meta.bulkPut([
    { k: 'hold', at: hold },
    { k: 'pause', at: pause },
  ]);
}

/** The choice by itself: first in line of its order, not parked, due. Entries are oldest first. */
export function chooseEntries(
  entries: readonly OutboxEntry[],
  blockedRecordIds: readonly string[],
  pauses: Pauses,
  rules: ClaimRules,
): Claim {
  const { now, isHurried, except, limit } = rules;
  const taken = new Set(blockedRecordIds);
  const chosen: OutboxEntry[] = [];
  let nextAt: number | null = null;
  for (const entry of entries) {
    const isFirst = !taken.has(entry.recordId);
    taken.add(entry.recordId);
    if (!isFirst || entry.state !== 'waiting') continue;
    const patientAt = Math.max(sensible(entry.nextAt, now), sensible(pauses.pause, now), now);
    const allowedAt = Math.max(sensible(entry.notBefore, now), sensible(pauses.hold, now));
    const dueAt = Math.max(allowedAt, isHurried ? 0 : patientAt);
    if (dueAt <= now && !except.has(entry.seq)) {
      chosen.push({ ...entry, state: 'sending', sentAt: now });
      if (chosen.length === limit) break;
    } else {
      const waitsUntil = Math.max(allowedAt, patientAt);
      nextAt = nextAt === null ? waitsUntil : Math.min(nextAt, waitsUntil);
    }
  }
  const together = chosen.length < LEAST_TOGETHER ? chosen.slice(0, 1) : chosen;
  return { entries: together, nextAt: together.length > 0 ? now : nextAt };
}

async function findEntries(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  const [hold, pause] = await db.meta.bulkGet(['hold', 'pause']);
  const { entries, newer } = sortRows(await db.outbox.orderBy(':id').toArray());
  const blocked = newer.map(({ raw }) => recordIdIn(raw));
  return chooseEntries(entries, blocked, { hold: hold?.at ?? 0, pause: pause?.at ?? 0 }, rules);
}

function sensible(instant: number, now: number): number {
  return instant > now + LONGEST_PAUSE_MS ? 0 : instant;
}

function recordIdIn(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'recordId' in raw && typeof raw.recordId === 'string'
    ? raw.recordId
    : '';
}
