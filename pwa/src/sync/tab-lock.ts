import type { Clock } from './clock.ts';

export interface TabLockOptions {
  /** `null` = this browser has no Web Locks: everybody runs at once, which keys keep correct, only wasteful. */
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly name: string;
  readonly clock: Pick<Clock, 'after'>;
  /** Whether the holder has shown no sign of life for too long, as a frozen window does. */
  isStalled(waitedMs: number): Promise<boolean>;
}

const STALL_CHECK_MS = 15_000;

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
    const { locks, name } = this.#options;
    if (locks === null) return job(stop);
    const queued = new AbortController();
    const giveUpQueue = () => queued.abort();
    stop.addEventListener('abort', giveUpQueue, { once: true });
    const callOffWatch = this.#watch(() => queued.abort());
    try {
      return await hold(locks, name, { signal: queued.signal }, job, { stop, onGranted: callOffWatch });
    } catch (failure) {
      if (!queued.signal.aborted || stop.aborted || !isAbort(failure)) throw failure;
      return await hold(locks, name, { steal: true }, job, { stop, onGranted: () => {} });
    } finally {
      callOffWatch();
      stop.removeEventListener('abort', giveUpQueue);
    }
  }

  /** Looks after the holder now and then for as long as one queues. */
  #watch(onStalled: () => void): () => void {
    let isWatching = true;
    let waitedMs = 0;
    let callOff = () => {};
    const look = async () => {
      waitedMs += STALL_CHECK_MS;
      const isStalled = await this.#options.isStalled(waitedMs).catch(() => false);
      if (!isWatching) return;
      if (isStalled) onStalled();
      else callOff = this.#options.clock.after(STALL_CHECK_MS, () => void look());
    };
    callOff = this.#options.clock.after(STALL_CHECK_MS, () => void look());
    return () => {
      isWatching = false;
      callOff();
    };
  }
}

interface HoldOptions {
  readonly stop: AbortSignal;
  onGranted(): void;
}

async function hold<T>(
  locks: Pick<LockManager, 'request'>,
  name: string,
  options: LockOptions,
  job: (signal: AbortSignal) => Promise<T>,
  { stop, onGranted }: HoldOptions,
): Promise<T> {
  const lost = new AbortController();
  let running: Promise<T> | null = null;
  try {
    return await locks.request(name, options, () => {
      onGranted();
      running = job(AbortSignal.any([stop, lost.signal]));
      return running;
    });
  } catch (failure) {
    // Stolen: the browser breaks off the request, not the job, which stops at its next step.
    if (running === null) throw failure;
    lost.abort();
    return await running;
  }
}

function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}
