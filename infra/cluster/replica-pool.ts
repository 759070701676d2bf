import { setTimeout as wait } from 'node:timers/promises';

/** A replica as the balancer sees it. */
export interface PooledReplica {
  readonly url: URL;
  readonly isReady: boolean;
  /** Requests that it has not answered yet. */
  readonly inFlight: number;
}

interface Entry extends PooledReplica {
  isReady: boolean;
  inFlight: number;
}

export interface ReplicaPoolOptions {
  readonly urls: readonly string[];
  /** Whether a replica takes requests. */
  isReady(url: URL): Promise<boolean>;
}

/** Shorter than the time for which a replica that stops still answers. */
const CHECK_EVERY_MS = 100;

/** Which replicas take requests, asked of each again and again. */
export class ReplicaPool implements AsyncDisposable {
  readonly #replicas: Entry[];
  readonly #closed = new AbortController();
  readonly #checks: Promise<void>[];
  readonly #waiting = new Set<() => void>();
  #turn = 0;

  constructor({ urls, isReady }: ReplicaPoolOptions) {
    this.#replicas = urls.map((url) => ({ url: new URL(url), isReady: false, inFlight: 0 }));
    this.#checks = this.#replicas.map((replica) => this.#keepChecking(replica, isReady));
  }

  get replicas(): readonly PooledReplica[] {
    return this.#replicas;
  }

  /** The ready replica with the least to do; `null` when there is none after `ms`. */
  async pick(ms: number): Promise<PooledReplica | null> {
    const late = AbortSignal.timeout(ms);
    for (;;) {
      const found = this.#leastBusy();
      if (found !== null || late.aborted || this.#closed.signal.aborted) return found;
      await this.#untilReady(late);
    }
  }

  begin(replica: PooledReplica): void {
    (replica as Entry).inFlight++;
  }

  end(replica: PooledReplica): void {
    (replica as Entry).inFlight--;
  }

  /** It cannot be reached; the next check says when it is back. */
  takeOut(replica: PooledReplica): void {
    (replica as Entry).isReady = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await Promise.all(this.#checks);
  }

  #leastBusy(): PooledReplica | null {
    const ready = this.#replicas.filter(({ isReady }) => isReady);
    const least = Math.min(...ready.map(({ inFlight }) => inFlight));
    const equal = ready.filter(({ inFlight }) => inFlight === least);
    // In turn, so that of several with nothing to do not always the same one gets the work.
    return equal[this.#turn++ % Math.max(1, equal.length)] ?? null;
  }

  #untilReady(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#waiting.delete(end);
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
      this.#closed.signal.addEventListener('abort', end, { once: true });
    });
  }

  async #keepChecking(replica: Entry, isReady: ReplicaPoolOptions['isReady']): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      replica.isReady = await isReady(replica.url);
      if (replica.isReady) for (const resume of [...this.#waiting]) resume();
      await wait(CHECK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
