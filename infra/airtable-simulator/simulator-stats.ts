/** What arrived and what was answered, for tests, load tools and the control page. */
export interface StatsSnapshot {
  readonly calls: number;
  readonly callsByEndpoint: Readonly<Record<string, number>>;
  readonly answersByStatus: Readonly<Record<string, number>>;
  readonly refused429: number;
  /** The most calls naming the base that arrived within any one second, refused ones included. */
  readonly maxCallsInAnySecond: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly recentCalls: readonly CallRecord[];
  readonly recentWrites: readonly WriteRecord[];
}

export interface CallRecord {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly endpoint: string;
  /** 0 = no answer reached the client. */
  readonly status: number;
}

/** A write that was applied, whether or not its answer got through. */
export interface WriteRecord {
  readonly at: string;
  readonly endpoint: string;
  readonly method: string;
  /** `base`, `table` and `record` as the path named them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const maxRemembered = 500;

export class SimulatorStats {
  #calls = 0;
  #byEndpoint = new Map<string, number>();
  #byStatus = new Map<string, number>();
  #lastSecond: number[] = [];
  #maxInAnySecond = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  #recentCalls: CallRecord[] = [];
  #recentWrites: WriteRecord[] = [];
  readonly #onWrite: (write: WriteRecord) => void;

  /** `onWrite` hears of each write at once; what is remembered here are only the last ones. */
  constructor(onWrite: (write: WriteRecord) => void = () => {}) {
    this.#onWrite = onWrite;
  }

  arrived(atMs: number, endpoint: string, isOfBase: boolean): void {
    this.#calls += 1;
    this.#byEndpoint.set(endpoint, (this.#byEndpoint.get(endpoint) ?? 0) + 1);
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    if (!isOfBase) return;
    this.#lastSecond = this.#lastSecond.filter((ms) => ms > atMs - 1000);
    this.#lastSecond.push(atMs);
    this.#maxInAnySecond = Math.max(this.#maxInAnySecond, this.#lastSecond.length);
  }

  answered(call: CallRecord): void {
    this.#inFlight -= 1;
    this.#byStatus.set(String(call.status), (this.#byStatus.get(String(call.status)) ?? 0) + 1);
    this.#recentCalls.push(call);
    if (this.#recentCalls.length > maxRemembered) this.#recentCalls.shift();
  }

  wrote(write: WriteRecord): void {
    this.#recentWrites.push(write);
    if (this.#recentWrites.length > maxRemembered) this.#recentWrites.shift();
    this.#onWrite(write);
  }

  snapshot(): StatsSnapshot {
    return {
      calls: this.#calls,
      callsByEndpoint: Object.fromEntries(this.#byEndpoint),
      answersByStatus: Object.fromEntries(this.#byStatus),
      refused429: this.#byStatus.get('429') ?? 0,
      maxCallsInAnySecond: this.#maxInAnySecond,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      recentCalls: [...this.#recentCalls],
      recentWrites: [...this.#recentWrites],
    };
  }

  /** Calls under way go on being counted as in flight. */
  reset(): void {
    this.#calls = 0;
    this.#byEndpoint.clear();
    this.#byStatus.clear();
    this.#lastSecond = [];
    this.#maxInAnySecond = 0;
    this.#maxInFlight = this.#inFlight;
    this.#recentCalls = [];
    this.#recentWrites = [];
  }
}
