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
}

export interface Claim {
  readonly entry: OutboxEntry | null;
  /** When the next one is due, epoch ms; `null` = nothing waits. */
  readonly nextAt: number | null;
}

/** What a claim would take, without taking it. */
export function peekEntry(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  return db.transaction('r', db.outbox, db.meta, () => findEntry(db, rules));
}

/** Takes the oldest entry that may go out and marks it as sending, before any request leaves. Under the lock only. */
export function claimEntry(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  return db.transaction('rw', db.outbox, db.meta, async () => {
    await db.meta.put({ k: 'heartbeat', at: rules.now });
    const claim = await findEntry(db, rules);
    if (claim.entry !== null) await db.outbox.put(claim.entry);
    return claim;
  });
}

/**
 * Lets every entry that is marked as sending wait again, with its key: whoever sent it is gone and took the answer
 * along. Under the lock only.
 * @returns how many there were
 */
export function recoverEntries(db: OutboxDatabase): Promise<number> {
  return db.transaction('rw', db.outbox, async () => {
    const { entries } = sortRows(await db.outbox.orderBy(':id').toArray());
    const left = entries.filter(({ state }) => state === 'sending');
    await db.outbox.bulkPut(
      left.map((entry) => ({ ...entry, state: 'waiting', attempts: entry.attempts + 1, nextAt: 0 }) as const),
    );
    return left.length;
  });
}

/** Nobody sends anything before that instant: the server is busy, not one order is wrong. */
export async function holdAll(db: OutboxDatabase, until: number): Promise<void> {
  await db.meta.put({ k: 'hold', at: until });
}

/** Epoch ms of the last sign of life of whoever sends. */
export async function lastHeartbeat(db: OutboxDatabase): Promise<number> {
  return (await db.meta.get('heartbeat'))?.at ?? 0;
}

/** The choice by itself: first in line of its order, not parked, due. Entries are oldest first. */
export function chooseEntry(
  entries: readonly OutboxEntry[],
  blockedRecordIds: readonly string[],
  holdUntil: number,
  rules: ClaimRules,
): Claim {
  const { now, isHurried, except } = rules;
  const taken = new Set(blockedRecordIds);
  let nextAt: number | null = null;
  for (const entry of entries) {
    const isFirst = !taken.has(entry.recordId);
    taken.add(entry.recordId);
    if (!isFirst || entry.state !== 'waiting') continue;
    const dueAt = Math.max(
      sensible(entry.notBefore, now),
      sensible(holdUntil, now),
      isHurried ? 0 : sensible(entry.nextAt, now),
    );
    if (dueAt <= now && !except.has(entry.seq)) {
      return { entry: { ...entry, state: 'sending', sentAt: now }, nextAt: now };
    }
    const waitsUntil = Math.max(dueAt, sensible(entry.nextAt, now), now);
    nextAt = nextAt === null ? waitsUntil : Math.min(nextAt, waitsUntil);
  }
  return { entry: null, nextAt };
}

async function findEntry(db: OutboxDatabase, rules: ClaimRules): Promise<Claim> {
  const hold = await db.meta.get('hold');
  const { entries, newer } = sortRows(await db.outbox.orderBy(':id').toArray());
  const blocked = newer.map(({ raw }) => recordIdIn(raw));
  return chooseEntry(entries, blocked, hold?.at ?? 0, rules);
}

function sensible(instant: number, now: number): number {
  return instant > now + LONGEST_PAUSE_MS ? 0 : instant;
}

function recordIdIn(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'recordId' in raw && typeof raw.recordId === 'string'
    ? raw.recordId
    : '';
}
