import type { Clock } from './clock.ts';

export interface JobOptions {
  readonly clock: Clock;
  /**
   * Does the work there is. @returns in how many ms there will be more; `null` = when it is asked for.
   * A failure counts as `null`; whoever can do something about it has caught it inside.
   */
  run(request: { readonly isHurried: boolean; readonly signal: AbortSignal }): Promise<number | null>;
}

/** Work that is done once at a time, again when it was asked for meanwhile, and later by itself where it says so. */
export class Job {
  readonly #options: JobOptions;
  #stop: AbortController | null = null;
  #running: Promise<void> | null = null;
  #asked: { isHurried: boolean } | null = null;
  #next: Promise<void> | null = null;
  #isComing = false;
  #callOff = () => {};

  constructor(options: JobOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Whether it neither runs nor is about to, now or later. */
  get isIdle(): boolean {
    return this.#running === null && this.#next === null && !this.#isComing;
  }

  start(): void {
    this.#stop ??= new AbortController();
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#callOff();
    this.#stop?.abort();
    this.#stop = null;
    this.#asked = null;
    await this.#running;
  }

  /** Resolves when a run that began after this call is over. */
  request({ isHurried = false } = {}): Promise<void> {
    if (this.#stop === null) return Promise.resolve();
    this.#callOff();
    this.#asked = { isHurried: isHurried || (this.#asked?.isHurried ?? false) };
    this.#next ??= (this.#running ?? Promise.resolve()).then(() => this.#runOnce());
    return this.#next;
  }

  #comeBack(ms: number): void {
    const callOff = this.#options.clock.after(ms, () => void this.request());
    this.#isComing = true;
    this.#callOff = () => {
      this.#isComing = false;
      callOff();
    };
  }

  #runOnce(): Promise<void> {
    const asked = this.#asked;
    const stop = this.#stop;
    this.#asked = null;
    this.#next = null;
    if (asked === null || stop === null) return Promise.resolve();
    this.#running = this.#run(asked.isHurried, stop.signal);
    return this.#running;
  }

  async #run(isHurried: boolean, signal: AbortSignal): Promise<void> {
    let again: number | null = null;
    try {
      again = await this.#options.run({ isHurried, signal });
    } catch {
      again = null;
    } finally {
      this.#running = null;
      // Here and nowhere else, so that no way out of a run leaves the work lying.
      if (again !== null && !signal.aborted && this.#asked === null) {
        this.#comeBack(again);
      }
    }
  }
}
