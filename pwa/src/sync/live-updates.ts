import type { LiveEvent } from '@orders/contract';
import { type EventSourceConstructor, openLiveStream } from '../api/live-stream.ts';
import type { Clock } from './clock.ts';
import type { CrossTab } from './cross-tab.ts';
import type { TabLock } from './tab-lock.ts';

export interface LiveUpdatesOptions {
  readonly EventSource: EventSourceConstructor | undefined;
  readonly lock: TabLock;
  readonly clock: Clock;
  random(): number;
  readonly crossTab: CrossTab;
  /** @param isFirstHand whether this window is the one that listens */
  onEvent(event: LiveEvent, isFirstHand: boolean): void;
  /** This window listens now, and may have missed something before. */
  onOpen(): void;
  onLost(): void;
}

/**
 * The server's events, for all windows of this person over one connection: browsers allow six to a server, so one
 * window listens (whichever is first in the queue of the lock) and tells the others.
 */
export class LiveUpdates {
  readonly #options: LiveUpdatesOptions;
  #isWanted = false;
  #isReachable = true;
  #stop: AbortController | null = null;

  constructor(options: LiveUpdatesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isWanted = true;
    this.#update();
  }

  stop(): void {
    this.#isWanted = false;
    this.#update();
  }

  /** Without a server there is nothing to listen to, and nobody who could try in vain. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    this.#update();
  }

  #update(): void {
    const isListening = this.#isWanted && this.#isReachable;
    if (isListening === (this.#stop !== null)) return;
    this.#stop?.abort();
    this.#stop = isListening ? new AbortController() : null;
    if (this.#stop !== null) this.#queue(this.#stop.signal);
  }

  #queue(stop: AbortSignal): void {
    const { crossTab, onEvent } = this.#options;
    const callOffHearing = crossTab.listen((message) => {
      if (message.kind === 'live') onEvent(message.event, false);
    });
    stop.addEventListener('abort', callOffHearing);
    void this.#listenInTurn(stop);
  }

  /** Another window that took over, while this one was frozen, may be gone again one day. */
  async #listenInTurn(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#options.lock.run((signal) => this.#listen(signal), stop).catch(() => undefined);
    }
  }

  /** Resolves when it is over, which gives the lock to the next window. */
  #listen(stop: AbortSignal): Promise<void> {
    const { EventSource, clock, random, crossTab, onEvent, onOpen, onLost } = this.#options;
    if (EventSource === undefined || stop.aborted) return Promise.resolve();
    const close = openLiveStream({
      EventSource,
      after: (ms, run) => clock.after(ms, run),
      random,
      onOpen,
      onLost,
      onEvent(event) {
        onEvent(event, true);
        if (event.event !== 'change') crossTab.post({ kind: 'live', event });
      },
    });
    return new Promise((resolve) => {
      const end = () => {
        close();
        resolve();
      };
      if (stop.aborted) end();
      else stop.addEventListener('abort', end);
    });
  }
}
