import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Random } from '../application/ports.ts';
import { classifyRequest, SHED_ORDER, type ShedClass } from './shed-class.ts';

/** At this delay of the event loop, or with so many requests in flight, load becomes too much. */
const TOO_LATE_MS = 100;
const TOO_MANY_IN_FLIGHT = 1_000;
/** How much more is given up per look, and taken back, times how far the load is from what is just bearable. */
const STEP = 0.1;
/** However far above, load is given up step by step: one stall is no reason to turn everybody away. */
const MOST_RISE = 0.3;
const LEAST_RISE = 0.01;
/** With fewer requests between two looks, an event loop that is late is late for another reason than they. */
const LEAST_ARRIVALS = 5;
/** Shed requests come back spread over this span, in seconds. */
const COME_AGAIN = { least: 1, span: 4 };

/** How loaded the process is. */
export interface LoadReading {
  /** Requests being answered; listeners do not count, for they stay. */
  readonly inFlight: number;
  /** The larger of the shares of what is bearable; above 1 something is given up. */
  readonly pressure: number;
  /**
   * How much is given up, from 0 (nothing) to 5 (everything): 3.4 = the three least urgent kinds and two fifths of the
   * fourth.
   */
  readonly level: number;
}

export interface LoadShedderOptions {
  readonly random: Random;
  /** 99th percentile of the event loop's delay since it was last asked, in milliseconds. */
  delayMs(): number;
  /** Requests between two looks from which on a late event loop is their doing; for tests. */
  readonly leastArrivals?: number;
  onShed(shedClass: ShedClass): void;
  /** Called when giving up begins and when it has ended. */
  onChange(isShedding: boolean, reading: LoadReading): void;
}

/**
 * Turns away the least urgent requests while there are more than can be answered in time: those let in are answered
 * quickly, instead of all of them late. Which kinds, and how large a share of the last of them, follows the load by
 * small steps, so that it settles where the load is just bearable.
 */
export class LoadShedder implements LoadReading {
  readonly #options: LoadShedderOptions;
  #inFlight = 0;
  #arrived = 0;
  #pressure = 0;
  #level = 0;

  constructor(options: LoadShedderOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get pressure(): number {
    return this.#pressure;
  }

  get level(): number {
    return this.#level;
  }

  /** Looks at the load, some times a second. */
  look(): void {
    const { delayMs, onChange, leastArrivals = LEAST_ARRIVALS } = this.#options;
    const lateness = delayMs() / TOO_LATE_MS;
    const ofRequests = this.#arrived >= leastArrivals ? lateness : 0;
    this.#arrived = 0;
    this.#pressure = Math.max(ofRequests, this.#inFlight / TOO_MANY_IN_FLIGHT);
    const before = this.#level;
    const excess = STEP * (this.#pressure - 1);
    const next = before + (excess > 0 ? Math.min(MOST_RISE, Math.max(LEAST_RISE, excess)) : excess);
    // In thousandths, so that as many steps down as up end at nothing.
    this.#level = Math.min(SHED_ORDER.length, Math.max(0, Math.round(next * 1_000) / 1_000));
    if (before > 0 !== this.#level > 0) onChange(this.#level > 0, this);
  }

  /** Lets a request in and counts it until its answer is sent, or answers it with 503; `false` then. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    this.#arrived++;
    const shedClass = classifyRequest(request);
    if (shedClass !== null && this.#isShed(shedClass)) {
      this.#options.onShed(shedClass);
      return false;
    }
    if (shedClass === 'events') return true;
    this.#inFlight++;
    response.once('close', () => {
      this.#inFlight--;
    });
    return true;
  }

  /** After how many seconds whoever is turned away should come again. */
  comeAgainSeconds(): number {
    return COME_AGAIN.least + Math.floor(this.#options.random() * (COME_AGAIN.span + 1));
  }

  #isShed(shedClass: ShedClass): boolean {
    const share = this.#level - SHED_ORDER.indexOf(shedClass);
    return share >= 1 || (share > 0 && this.#options.random() < share);
  }
}
