import { LONGEST_PAUSE_MS } from '../db/claim-entry.ts';
import type { OutboxEntry } from '../db/outbox-entry.ts';
import type { OutboxContents } from '../db/outbox-rows.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { Clock } from './clock.ts';
import type { Reach } from './connectivity.ts';

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly contents: Observable<Pick<OutboxContents, 'entries'>>;
  readonly reach: Observable<Pick<Reach, 'state'>>;
}

const STUCK_AFTER_MS = 60_000;
/** A look that comes so much too late means that the device slept: what should have moved could not. */
const SLEPT_MS = 10_000;

/** Says so when edits could go out and nothing happens to any of them for a minute. It mends nothing by itself. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #isStuck: Cell<boolean> = createCell(false);
  #seen = '';
  /** Epoch ms: since when the device was awake, online, and no edit has moved. */
  #quietSince: number;
  #expectedAt: number | null = null;
  #callOff = () => {};

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#quietSince = options.clock.now();
  }

  get isStuck(): Observable<boolean> {
    return this.#isStuck;
  }

  /** @returns how to stop */
  start(): () => void {
    const { contents, reach } = this.#options;
    const callOffs = [contents.subscribe(() => this.#look()), reach.subscribe(() => this.#look())];
    this.#look();
    return () => {
      for (const callOff of callOffs) callOff();
      this.#callOff();
    };
  }

  #look(): void {
    this.#callOff();
    const { clock, contents, reach } = this.#options;
    const now = clock.now();
    const hasSlept = this.#expectedAt !== null && now - this.#expectedAt > SLEPT_MS;
    const seen = JSON.stringify([
      reach.current().state,
      contents.current().entries.map(({ seq, state, attempts, key }) => [seq, state, attempts, key]),
    ]);
    if (hasSlept || seen !== this.#seen || now < this.#quietSince) this.#quietSince = now;
    this.#seen = seen;
    const dueAt = reach.current().state === 'online' ? nextDue(contents.current().entries, now) : null;
    const stuckAt = dueAt === null ? null : Math.max(dueAt, this.#quietSince) + STUCK_AFTER_MS;
    this.#isStuck.set(stuckAt !== null && stuckAt <= now);
    this.#comeBack(stuckAt === null || stuckAt <= now ? null : stuckAt, now);
  }

  #comeBack(at: number | null, now: number): void {
    this.#expectedAt = at;
    this.#callOff = at === null ? () => {} : this.#options.clock.after(at - now, () => this.#look());
  }
}

/**
 * When the last of the pauses is over that edits at the head of their orders keep, epoch ms; `null` = none may go out.
 * The last, because a server that asks to be left alone says so to one edit and means all.
 */
function nextDue(entries: readonly OutboxEntry[], now: number): number | null {
  const seen = new Set<string>();
  let latest: number | null = null;
  for (const { recordId, state, nextAt, notBefore } of entries) {
    const isFirst = !seen.has(recordId);
    seen.add(recordId);
    if (!isFirst || state === 'conflict' || state === 'rejected') continue;
    const until = Math.max(nextAt, notBefore);
    // An instant further off than any pause means that the clock was set back.
    latest = Math.max(latest ?? 0, until > now + LONGEST_PAUSE_MS ? 0 : until);
  }
  return latest;
}
