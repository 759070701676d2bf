export interface JoinedCallsOptions<Item> {
  /** Most items that one call takes. */
  readonly maxItems: number;
  /** Most calls that are open at once, waiting to start or under way. */
  readonly maxCalls: number;
  /**
   * Makes one call and settles what it has taken; must not reject. `take` gives the items that wait when it is first
   * called, and the same ones ever after: a call that fails before it starts takes those that waited for it.
   */
  call(take: () => readonly Item[]): Promise<void>;
}

/**
 * Lets what waits for calls travel together. A call is opened as soon as there is something for it and filled when it
 * may start, so that whatever comes meanwhile goes along, and there are never more calls than are needed for all.
 */
export class JoinedCalls<Item> {
  readonly #options: JoinedCallsOptions<Item>;
  #waiting: Item[] = [];
  #open = 0;
  #notStarted = 0;
  #isScheduled = false;

  constructor(options: JoinedCallsOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  /** Takes everything back for which no call is open yet. */
  takeWaiting(): Item[] {
    return this.#waiting.splice(this.#notStarted * this.#options.maxItems);
  }

  /** One turn of the event loop lets all that comes at one moment gather even when calls may start at once. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const { maxItems, maxCalls } = this.#options;
      while (this.#open < maxCalls && this.#notStarted * maxItems < this.#waiting.length)
        void this.#openCall();
    });
  }

  async #openCall(): Promise<void> {
    let taken: readonly Item[] | null = null;
    const take = () => {
      if (taken === null) {
        this.#notStarted--;
        taken = this.#waiting.splice(0, this.#options.maxItems);
      }
      return taken;
    };
    this.#open++;
    this.#notStarted++;
    await this.#options.call(take);
    if (taken === null) this.#notStarted--;
    this.#open--;
    this.#schedule();
  }
}
