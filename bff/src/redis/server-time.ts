import type { Clock, Confirmation } from '../application/ports.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Less is network, not skew; following it would make times tremble from one answer to the next. */
const TOLERANCE_MS = 50;

/** Translates between this machine's clock and Redis's, so that replicas with skewed clocks agree on the data's age. */
export class ServerTime {
  readonly #connection: RedisConnection;
  readonly #clock: Clock;
  /** What Redis's clock is ahead of this machine's. */
  #aheadMs: number | null = null;

  constructor(connection: RedisConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Looks at both clocks. */
  async measure(): Promise<number> {
    const before = this.#clock.now();
    const server = await this.#connection.serverNow();
    const ahead = server - (before + this.#clock.now()) / 2;
    if (this.#aheadMs === null || Math.abs(ahead - this.#aheadMs) > TOLERANCE_MS) {
      this.#aheadMs = Math.round(ahead);
    }
    return this.#aheadMs;
  }

  async toServer(confirmation: Confirmation): Promise<Confirmation> {
    return shift(confirmation, this.#aheadMs ?? (await this.measure()));
  }

  async toLocal(confirmation: Confirmation): Promise<Confirmation> {
    return shift(confirmation, -(this.#aheadMs ?? (await this.measure())));
  }
}

function shift(confirmation: Confirmation, ms: number): Confirmation {
  const { asOf, fullReadAt, cursor } = confirmation;
  return { asOf: asOf + ms, fullReadAt: fullReadAt + ms, cursor };
}
