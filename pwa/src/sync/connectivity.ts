import { type Health, PROBLEM_TYPE_PREFIX, type UpstreamEvent } from '@orders/contract';
import { BadAnswer, Offline, Refused, SignedOut } from '../api/api-failures.ts';
import type { Exchange } from '../api/bff-client.ts';
import type { ConnectionState } from '../store/connection-state.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { Clock } from './clock.ts';

export type Reach = Pick<ConnectionState, 'state' | 'isIntercepted' | 'isBusy' | 'until' | 'health'>;

export interface ConnectivityOptions {
  /** Reports to `report` by itself. `timeoutMs` is for those in a hurry. @throws ApiFailure */
  getHealth(timeoutMs?: number): Promise<Health>;
  readonly clock: Clock;
  random(): number;
  isVisible(): boolean;
  /** Whether edits wait, so that the server should be found again as soon as it is there. */
  isInHurry(): boolean;
  /** The browser's flag: a first guess before anything was asked, and no more than that. */
  isBrowserOnline(): boolean;
}

const LOOK_MS = 30_000;
const LOOK_IN_TROUBLE_MS = 10_000;
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 60_000;
/** Edits are to leave within two seconds of the server's return, so neither asking nor its answer may take long. */
const HURRIED_PROBE_MS = 1_000;
const HURRIED_TIMEOUT_MS = 2_000;

/**
 * Whether the server can be reached, told from what became of requests. The browser's flag is wrong both ways, so its
 * events are only hints to look at once.
 *
 *   reached ──no answer of ours──► unreachable: a probe after 5 s, 10 s … 60 s; 1 s while edits wait
 *      ▲                               │
 *      └──────── any answer of ours ───┘
 */
export class Connectivity {
  readonly #options: ConnectivityOptions;
  readonly #state: Cell<Reach>;
  #isRunning = false;
  #isReached: boolean;
  /** Whether the last answer was somebody else's. */
  #isIntercepted = false;
  #isSignedOut = false;
  #isBusy = false;
  #health: Health | null = null;
  #upstream: UpstreamEvent | null = null;
  #probes = 0;
  #isProbing = false;
  readonly #backListeners = new Set<() => void>();
  readonly #healthListeners = new Set<(health: Health) => void>();
  #callOff = () => {};

  constructor(options: ConnectivityOptions) {
    this.#options = options;
    this.#isReached = options.isBrowserOnline();
    this.#state = createCell<Reach>(this.#describe());
  }

  get state(): Observable<Reach> {
    return this.#state;
  }

  get isReached(): boolean {
    return this.#isReached;
  }

  /** The server, the person's session, or Airtable behind the server is there again. */
  onBack(listener: () => void): () => void {
    this.#backListeners.add(listener);
    return () => this.#backListeners.delete(listener);
  }

  /** The server has answered for itself; about every half minute while somebody looks. */
  onHealth(listener: (health: Health) => void): () => void {
    this.#healthListeners.add(listener);
    return () => this.#healthListeners.delete(listener);
  }

  start(): void {
    this.#isRunning = true;
    if (this.#options.isBrowserOnline()) this.look();
    else this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    this.#callOff();
  }

  /** Something hints at a change: asks the server now. */
  look(): void {
    if (!this.#isRunning || this.#isProbing) return;
    this.#callOff();
    void this.#probe();
  }

  /** What became of a request, whoever made it. */
  report({ failure, needsSession }: Exchange): void {
    const before = { isReached: this.#isReached, isSignedOut: this.#isSignedOut };
    this.#isReached = isFromServer(failure);
    this.#isIntercepted = !this.#isReached && failure instanceof BadAnswer;
    if (failure instanceof SignedOut) this.#isSignedOut = true;
    else if (this.#isReached && needsSession) this.#isSignedOut = false;
    if (isOverload(failure)) this.#isBusy = true;
    // A health check is never turned away, so it does not tell that the others no longer are.
    else if (needsSession || !this.#isReached) this.#isBusy = false;
    if (this.#isReached) this.#probes = 0;
    this.#publish();
    const isBack = this.#isReached && !before.isReached;
    if (isBack || (before.isSignedOut && !this.#isSignedOut)) this.#tellBack();
    if (before.isReached && !this.#isReached && needsSession) this.look();
    if (failure instanceof Refused && !isOverload(failure) && TROUBLE_BEHIND.has(failure.status)) this.look();
  }

  /** The server says that nobody is signed in, or that somebody is. */
  reportSession(isSignedIn: boolean): void {
    const wasSignedOut = this.#isSignedOut;
    this.#isSignedOut = !isSignedIn;
    this.#publish();
    if (wasSignedOut && isSignedIn) this.#tellBack();
  }

  /** A live event about Airtable: shown at once, and looked into. */
  hearUpstream(event: UpstreamEvent): void {
    this.#upstream = event;
    this.#publish();
    this.look();
  }

  async #probe(): Promise<void> {
    this.#isProbing = true;
    this.#probes += 1;
    try {
      const { getHealth, isInHurry } = this.#options;
      const isHurried = !this.#isReached && isInHurry();
      const health = await getHealth(isHurried ? HURRIED_TIMEOUT_MS : undefined);
      this.#health = health;
      if (health.airtable !== undefined) this.#upstream = null;
      this.#publish();
      for (const listener of this.#healthListeners) listener(health);
    } catch {
      // Whoever made the request has reported it.
    } finally {
      this.#isProbing = false;
      this.#schedule();
    }
  }

  #schedule(): void {
    this.#callOff();
    const delay = this.#isRunning ? this.#delayMs() : null;
    this.#callOff = delay === null ? () => {} : this.#options.clock.after(delay, () => this.look());
  }

  #delayMs(): number | null {
    const { isVisible, isInHurry, random } = this.#options;
    const jitter = 0.5 + random() / 2;
    if (this.#isReached) {
      if (!isVisible()) return null;
      return this.#state.current().state === 'airtable-unavailable' ? LOOK_IN_TROUBLE_MS : LOOK_MS;
    }
    if (!isVisible()) return isInHurry() ? FIRST_PROBE_MS : LONGEST_PROBE_MS;
    if (isInHurry()) return HURRIED_PROBE_MS * jitter;
    return Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** Math.max(0, this.#probes - 1)) * jitter;
  }

  #tellBack(): void {
    for (const listener of [...this.#backListeners]) listener();
  }

  #publish(): void {
    const [before, next] = [this.#state.current(), this.#describe()];
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    this.#state.set(next);
    if (before.state === 'airtable-unavailable' && next.state === 'online') this.#tellBack();
  }

  #describe(): Reach {
    const health = this.#health;
    const isIntercepted = this.#isIntercepted;
    const without = { isIntercepted, isBusy: this.#isBusy, until: null, health };
    if (!this.#isReached) return { state: 'offline', ...without };
    if (this.#isSignedOut) return { state: 'signed-out', ...without };
    if (!this.#isAirtableInTrouble()) return { state: 'online', ...without };
    const until = this.#upstream?.until ?? health?.airtable?.pausedUntil ?? null;
    return { ...without, state: 'airtable-unavailable', until: until === null ? null : Date.parse(until) };
  }

  #isAirtableInTrouble(): boolean {
    if (this.#upstream !== null) return this.#upstream.state !== 'ok';
    const airtable = this.#health?.airtable;
    if (airtable === undefined) return this.#health?.status === 'down';
    return airtable.state !== 'ok' || airtable.breaker === 'open';
  }
}

/** Airtable refused or could not be reached: the server knows more. */
const TROUBLE_BEHIND: ReadonlySet<number> = new Set([502, 503, 504]);

/** Asking a server that has too much to do how it is would add to it. */
function isOverload(failure: unknown): boolean {
  return failure instanceof Refused && failure.problem.type === OVERLOADED;
}

const OVERLOADED = `${PROBLEM_TYPE_PREFIX}overloaded`;

function isFromServer(failure: unknown): boolean {
  if (failure instanceof Offline) return false;
  return failure instanceof BadAnswer ? failure.isFromServer : true;
}
