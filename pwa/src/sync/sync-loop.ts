import { Refused, SignedOut } from '../api/api-failures.ts';
import { isQuotaFailure } from '../db/database-failures.ts';
import type { Clock } from './clock.ts';
import type { Connectivity } from './connectivity.ts';
import { Job } from './job.ts';
import type { Pusher, PushRound } from './push.ts';
import { backoffMs } from './retry-policy.ts';
import type { TabLock } from './tab-lock.ts';

export interface SyncLoopOptions {
  readonly clock: Clock;
  random(): number;
  readonly pushLock: TabLock;
  readonly pullLock: TabLock;
  readonly pusher: Pick<Pusher, 'drain' | 'recover'>;
  /** @throws ApiFailure */
  pull(signal: AbortSignal): Promise<void>;
  /** Reads the queue anew: a window that is gone may have left something without telling. */
  refreshQueue(): Promise<void>;
  /** Whether the queue has anything that may be sent. */
  hasWaiting(): boolean;
  /** Whether an answer came that may be older than the copy: only the next pull tells. */
  hasOldAnswers(): boolean;
  /** Gives back the room that the copy of the table takes: the queue has to be written to send from it. */
  freeRoom(): Promise<void>;
  readonly connectivity: Connectivity;
  readonly page: PageEvents;
}

/** Where the page tells of its life. */
export interface PageEvents {
  readonly window: EventTarget;
  readonly document: EventTarget;
  isVisible(): boolean;
}

/**
 * When something is sent or fetched. All waiting is done here and in `Connectivity`.
 *
 *   push ◄── an edit · another window's edit · the server or Airtable is back · the page is looked at · "send now" ·
 *            a health check · its own time
 *   pull ◄── start · a live event · the live stream is (back) there · the server is back · another version at a health
 *            check · after a sync · its own time after a failure
 */
export class SyncLoop {
  readonly #options: SyncLoopOptions;
  readonly #push: Job;
  readonly #pull: Job;
  /** This window itself: one that waits for another's turn to end has nothing on its way. */
  #isSending = false;
  #pushFailures = 0;
  #pullFailures = 0;
  #callOffTriggers: (() => void) | null = null;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
    const { clock } = options;
    this.#push = new Job({ clock, run: ({ isHurried, signal }) => this.#runPush(isHurried, signal) });
    this.#pull = new Job({ clock, run: ({ signal }) => this.#runPull(signal) });
  }

  /** Whether edits are on their way just now. */
  get isSending(): boolean {
    return this.#isSending;
  }

  start(): void {
    if (this.#callOffTriggers !== null) return;
    const { connectivity } = this.#options;
    this.#push.start();
    this.#pull.start();
    this.#callOffTriggers = this.#listen();
    connectivity.start();
    this.requestPush();
    void this.requestPull();
  }

  /** Resolves when nothing runs any more; locks are free then. */
  async stop(): Promise<void> {
    this.#callOffTriggers?.();
    this.#callOffTriggers = null;
    this.#options.connectivity.stop();
    await Promise.all([this.#push.stop(), this.#pull.stop()]);
  }

  /** Sends what is due, or with `isHurried` what waits for another try as well. */
  requestPush({ isHurried = false } = {}): void {
    void this.#push.request({ isHurried });
  }

  /** Resolves when a pull that began after this call is over, well or badly. */
  requestPull(): Promise<void> {
    return this.#pull.request();
  }

  /** The same for a reason that comes again and again: a pull that failed keeps its pause. */
  requestPullGently(): void {
    if (this.#pull.isIdle) void this.#pull.request();
  }

  /** Resolves when nothing is on its way. */
  async whenNotSending(): Promise<void> {
    while (this.isSending) await this.#push.request();
  }

  async #runPush(isHurried: boolean, signal: AbortSignal): Promise<number | null> {
    const { clock, random, pushLock, refreshQueue, hasWaiting } = this.#options;
    await refreshQueue();
    if (!hasWaiting()) return null;
    try {
      const nextAt = await pushLock.run(
        (lockSignal) => this.#sendInAnyRoom({ isHurried, signal: lockSignal }),
        signal,
      );
      this.#pushFailures = 0;
      if (this.#options.hasOldAnswers()) this.requestPullGently();
      return nextAt === null ? null : Math.max(0, nextAt - clock.now());
    } catch {
      // The database, not the network: that is handled inside.
      this.#pushFailures += 1;
      return signal.aborted ? null : backoffMs(this.#pushFailures, random);
    }
  }

  /** Marking an entry takes room too; without any nothing would ever be sent, and the device stay full. */
  async #sendInAnyRoom(round: PushRound): Promise<number | null> {
    this.#isSending = true;
    try {
      return await this.#send(round);
    } catch (failure) {
      if (!isQuotaFailure(failure)) throw failure;
      await this.#options.freeRoom();
      return await this.#send(round);
    } finally {
      this.#isSending = false;
    }
  }

  /** Without a server the edits stay open for more, and its return is told. */
  async #send(round: PushRound): Promise<number | null> {
    const { pusher, connectivity } = this.#options;
    if (round.isHurried || connectivity.isReached) return pusher.drain(round);
    await pusher.recover();
    return null;
  }

  async #runPull(signal: AbortSignal): Promise<number | null> {
    const { random, pullLock, pull, connectivity } = this.#options;
    if (!connectivity.isReached) return null;
    try {
      await pullLock.run((lockSignal) => pull(lockSignal), signal);
      this.#pullFailures = 0;
      return null;
    } catch (failure) {
      this.#pullFailures += 1;
      if (signal.aborted || failure instanceof SignedOut) return null;
      const least = failure instanceof Refused ? (failure.retryAfterMs ?? 0) : 0;
      return Math.max(least, backoffMs(this.#pullFailures, random));
    }
  }

  #listen(): () => void {
    const { window, document, isVisible } = this.#options.page;
    const triggers = new AbortController();
    const { signal } = triggers;
    const look = () => this.#options.connectivity.look();
    const wake = () => {
      look();
      this.requestPush({ isHurried: true });
    };
    window.addEventListener('online', wake, { signal });
    window.addEventListener('offline', look, { signal });
    window.addEventListener('focus', wake, { signal });
    document.addEventListener('resume', wake, { signal });
    document.addEventListener('visibilitychange', () => isVisible() && wake(), { signal });
    const callOffBack = this.#options.connectivity.onBack(() => {
      this.requestPush({ isHurried: true });
      void this.requestPull();
    });
    const callOffHealth = this.#options.connectivity.onHealth(() => {
      if (this.#push.isIdle) this.requestPush();
    });
    return () => {
      triggers.abort();
      callOffBack();
      callOffHealth();
    };
  }
}
