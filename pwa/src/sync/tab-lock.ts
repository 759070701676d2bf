import type { Clock } from './clock.ts';
import type { SignsOfLife } from './signs-of-life.ts';

export interface TabLockOptions {
  /** `null` = this browser has no Web Locks: everybody runs at once, which keys keep correct, only wasteful. */
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly name: string;
  readonly clock: Pick<Clock, 'after'>;
  readonly signsOfLife: SignsOfLife;
}

/** Together with the time for an answer this is how long edits wait for a window that the browser has frozen. */
const ASK_EVERY_MS = 500;

/**
 * One window at a time. Everybody queues (a look whether it is free would let a window believe that another one does
 * the work, for ever), and it is held only while there is something to do, so any window can be next.
 */
export class TabLock {
  readonly #options: TabLockOptions;

  constructor(options: TabLockOptions) {
    this.#options = options;
  }

  /** Runs a job when it is its turn. The job's signal tells that another window has taken over. */
  async run<T>(job: (signal: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<T> {
    const { locks } = this.#options;
    if (locks === null) return job(stop);
    const queued = new AbortController();
    const giveUpQueue = () => queued.abort();
    stop.addEventListener('abort', giveUpQueue, { once: true });
    const callOffWatch = this.#watch(() => queued.abort());
    try {
      return await this.#hold(locks, { signal: queued.signal }, job, { stop, onGranted: callOffWatch });
    } catch (failure) {
      if (!queued.signal.aborted || stop.aborted || !isAbort(failure)) throw failure;
      return await this.#hold(locks, { steal: true }, job, { stop, onGranted: () => {} });
    } finally {
      callOffWatch();
      stop.removeEventListener('abort', giveUpQueue);
    }
  }

  /** Asks the holder for a sign of life now and then for as long as one queues. */
  #watch(onStalled: () => void): () => void {
    const { name, clock, signsOfLife } = this.#options;
    let isWatching = true;
    let callOff = () => {};
    const ask = async () => {
      const isAlive = await signsOfLife.ask(name);
      if (!isWatching) return;
      if (isAlive) callOff = clock.after(ASK_EVERY_MS, () => void ask());
      else onStalled();
    };
    callOff = clock.after(ASK_EVERY_MS, () => void ask());
    return () => {
      isWatching = false;
      callOff();
    };
  }

  async #hold<T>(
    locks: Pick<LockManager, 'request'>,
    options: LockOptions,
    job: (signal: AbortSignal) => Promise<T>,
    { stop, onGranted }: HoldOptions,
  ): Promise<T> {
    const { name, signsOfLife } = this.#options;
    const lost = new AbortController();
    let running: Promise<T> | null = null;
    try {
      return await locks.request(name, options, () => {
        onGranted();
        const callOffAnswers = signsOfLife.answerFor(name);
        running = job(AbortSignal.any([stop, lost.signal])).finally(callOffAnswers);
        return running;
      });
    } catch (failure) {
      // Stolen: the browser breaks off the request, not the job, which stops at its next step.
      if (running === null) throw failure;
      lost.abort();
      return await running;
    }
  }
}

interface HoldOptions {
  readonly stop: AbortSignal;
  onGranted(): void;
}

function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}
