import type { Clock, RequestBudget } from '../../src/application/ports.ts';
import { Failure, OutcomeUnknown } from '../../src/domain/failures.ts';
import type { ModelCall, ModelNetwork } from './model-order-source.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface TimedNetworkOptions {
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly weather: Weather;
  readonly meter: CallMeter;
}

/** How well calls get through just now. */
export interface Weather {
  isDown: boolean;
}

/** What Airtable allows, and how it counts. */
const CALLS_PER_SECOND = 5;
const LOCK_OUT_MS = 30_000;
/** Limit of one call. */
const CALL_MS = 10_000;
/** Difference between two ways to Airtable that the distance of calls allows for. */
const JITTER_MS = 100;
const FAILING_SHARE = 0.01;
const HANGING_SHARE = 0.002;
const THROTTLED_SHARE = 0.0005;

/** Counts the calls of everybody as they arrive, and notes what nobody may do. */
export class CallMeter {
  readonly mistakes: string[] = [];
  calls = 0;
  throttled = 0;
  #arrivals: number[] = [];
  #lockedUntil = 0;
  #toldAt = Number.POSITIVE_INFINITY;

  /** A call arrives that left at `leftAt`. Others use the base too, so that some are refused for no fault of ours. */
  arrive(now: number, leftAt: number): void {
    this.calls++;
    this.#arrivals = this.#arrivals.filter((at) => at > now - 1_000);
    this.#arrivals.push(now);
    if (this.#arrivals.length > CALLS_PER_SECOND)
      this.mistakes.push(`${this.#arrivals.length} calls in a second`);
    if (now < this.#lockedUntil && leftAt > this.#toldAt)
      this.mistakes.push('a call during a lock-out that was known of');
  }

  isLocked(now: number): boolean {
    return now < this.#lockedUntil;
  }

  lock(now: number): void {
    this.throttled++;
    this.#lockedUntil = now + LOCK_OUT_MS;
    this.#toldAt = Number.POSITIVE_INFINITY;
  }

  /** Our side knows of the lock-out from now on. */
  told(now: number): void {
    this.#toldAt = Math.min(this.#toldAt, now);
  }
}

/** A network with latency, failures, outages and throttling by the clock, behind the real budget. */
export class TimedNetwork implements ModelNetwork {
  readonly #options: TimedNetworkOptions;
  #isCut = false;

  constructor(options: TimedNetworkOptions) {
    this.#options = options;
  }

  /** The process behind it is gone: nothing leaves any more and no answer arrives. */
  cut(): void {
    this.#isCut = true;
  }

  async slot(call: ModelCall): Promise<void> {
    const { budget } = this.#options;
    const { callClass, signal } = call;
    await budget.acquire(callClass, { deadlineMs: LOCK_OUT_MS, ...(signal === undefined ? {} : { signal }) });
    if (this.#isCut) await forever();
  }

  async reach(call: ModelCall): Promise<void> {
    const { clock, random, weather, meter } = this.#options;
    const leftAt = clock.now();
    await clock.sleep(5 + random.next() * JITTER_MS);
    meter.arrive(clock.now(), leftAt);
    if (weather.isDown) await this.#hang(call, random.chance(0.5) ? 200 : CALL_MS);
    if (random.chance(FAILING_SHARE)) await this.#hang(call, 200);
    if (meter.isLocked(clock.now()) || random.chance(THROTTLED_SHARE)) await this.#throttle();
  }

  async answer(call: ModelCall): Promise<void> {
    const { random } = this.#options;
    if (random.chance(HANGING_SHARE)) await this.#hang(call, CALL_MS);
    await this.#rest(call, 100 + random.next() * (random.chance(0.05) ? 5_000 : 800));
    if (random.chance(FAILING_SHARE)) await this.#hang(call, 0);
    if (this.#isCut) await forever();
  }

  async #hang(call: ModelCall, ms: number): Promise<never> {
    await this.#rest(call, ms);
    if (this.#isCut) await forever();
    throw call.isWrite ? new OutcomeUnknown('broken') : new Failure('source-unreachable', 'broken');
  }

  async #throttle(): Promise<never> {
    const { clock, random, meter, budget } = this.#options;
    if (!meter.isLocked(clock.now())) meter.lock(clock.now());
    await clock.sleep(5 + random.next() * JITTER_MS);
    if (this.#isCut) await forever();
    meter.told(clock.now());
    const retryAfterMs = LOCK_OUT_MS * (1 + 0.1 * random.next());
    await budget.pause(retryAfterMs);
    throw new Failure('source-throttled', 'throttled', { retryAfterMs });
  }

  async #rest(call: ModelCall, ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, call.signal).catch((cause: unknown) => {
      throw call.isWrite
        ? new OutcomeUnknown('nobody waits any more', { cause })
        : new Failure('source-timeout', 'nobody waits any more', { cause });
    });
  }
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
