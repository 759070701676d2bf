import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import { ApiFailure } from './wire/api-failure.ts';

type QuotaSwitches = Pick<
  SimulatorSwitches,
  | 'requestsPerSecond'
  | 'rateWindow'
  | 'strictLockoutMs'
  | 'lockoutExtends'
  | 'rateLimitBody'
  | 'monthlyCap'
  | 'monthlyCapEffect'
  | 'monthlyCountsRefused'
>;

/** The calls one base answers: so many a second, and so many a calendar month for its workspace. */
export class Quota {
  readonly #clock: SimulatorClock;
  readonly #switches: Readonly<QuotaSwitches>;
  /** Moments of admitted calls within the last second, oldest first. */
  #admittedMs: number[] = [];
  #tokens = Number.POSITIVE_INFINITY;
  #refilledMs = 0;
  #lockedUntilMs = 0;
  #month = '';
  #callsThisMonth = 0;

  constructor(clock: SimulatorClock, switches: Readonly<QuotaSwitches>) {
    this.#clock = clock;
    this.#switches = switches;
  }

  get callsThisMonth(): number {
    this.#turnMonth();
    return this.#callsThisMonth;
  }

  get lockedUntilMs(): number {
    return this.#lockedUntilMs;
  }

  /** The refusal, or `undefined` when the call may go on. Metadata is exempt from the monthly cap. */
  admit(isMetadata: boolean): ApiFailure | undefined {
    this.#turnMonth();
    const { monthlyCap, monthlyCapEffect, monthlyCountsRefused } = this.#switches;
    const isOverCap = monthlyCap > 0 && this.#callsThisMonth >= monthlyCap;
    const isSlowed = isOverCap && monthlyCapEffect === 'slow';
    const refusal = isOverCap && !isSlowed && !isMetadata ? monthlyCapReached() : this.#admitNow(isSlowed);
    if (refusal === undefined || monthlyCountsRefused) this.#callsThisMonth += 1;
    return refusal;
  }

  /** As if somebody else had just used up the base's second. */
  lockOut(): void {
    this.#lockedUntilMs = this.#clock.now() + (this.#switches.strictLockoutMs || 30_000);
  }

  reset(): void {
    this.#admittedMs = [];
    this.#tokens = Number.POSITIVE_INFINITY;
    this.#lockedUntilMs = 0;
    this.#callsThisMonth = 0;
  }

  #admitNow(isSlowed: boolean): ApiFailure | undefined {
    const nowMs = this.#clock.now();
    const { requestsPerSecond, strictLockoutMs, lockoutExtends, rateLimitBody } = this.#switches;
    if (nowMs < this.#lockedUntilMs) {
      if (lockoutExtends) this.#lockedUntilMs = nowMs + strictLockoutMs;
      return rateLimitReached(rateLimitBody);
    }
    const limit = isSlowed ? Math.min(2, requestsPerSecond || 2) : requestsPerSecond;
    if (limit === 0 || this.#hasRoom(nowMs, limit)) return undefined;
    if (strictLockoutMs > 0) this.#lockedUntilMs = nowMs + strictLockoutMs;
    return rateLimitReached(rateLimitBody);
  }

  #hasRoom(nowMs: number, limit: number): boolean {
    if (this.#switches.rateWindow === 'bucket') {
      const refill = ((nowMs - this.#refilledMs) / 1000) * limit;
      this.#tokens = Math.min(limit, this.#tokens + Math.max(0, refill));
      this.#refilledMs = nowMs;
      if (this.#tokens < 1) return false;
      this.#tokens -= 1;
      return true;
    }
    this.#admittedMs = this.#admittedMs.filter((ms) => ms > nowMs - 1000);
    if (this.#admittedMs.length >= limit) return false;
    this.#admittedMs.push(nowMs);
    return true;
  }

  #turnMonth(): void {
    const month = new Date(this.#clock.now()).toISOString().slice(0, 7);
    if (month === this.#month) return;
    this.#month = month;
    this.#callsThisMonth = 0;
  }
}

const rateLimitMessage = 'Rate limit exceeded. Please try again later';

/** The documentation shows one body, everyone who met it another. Neither comes with Retry-After. */
function rateLimitReached(body: SimulatorSwitches['rateLimitBody']): ApiFailure {
  const type = 'RATE_LIMIT_REACHED';
  return new ApiFailure(
    429,
    body === 'documented'
      ? { error: { type, message: rateLimitMessage } }
      : { errors: [{ error: type, message: rateLimitMessage }] },
  );
}

const monthlyCapReached = () =>
  new ApiFailure(429, {
    errors: [
      {
        error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
        message:
          "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.",
      },
    ],
  });
