import type { JournalEvent } from '../store/diagnostics.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';

const MOST_REMEMBERED = 20;

/**
 * The last things that happened between this window and the server, in memory only. Texts name paths, statuses and ids,
 * never the content of an order.
 */
export class SyncJournal {
  readonly #now: () => number;
  #lastId = 0;
  readonly #events: Cell<readonly JournalEvent[]> = createCell<readonly JournalEvent[]>([]);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Oldest first. */
  get events(): Observable<readonly JournalEvent[]> {
    return this.#events;
  }

  record(text: string): void {
    this.#add(text, 1);
  }

  /** The same for what comes again and again, such as probes: it stands once, with how often and when last. */
  recordAgain(text: string): void {
    const earlier = this.#events.current().find((event) => event.text === text);
    const times = (earlier?.times ?? 0) + 1;
    this.#events.set(this.#events.current().filter((event) => event !== earlier));
    this.#add(text, times);
  }

  /** Writes down what becomes of each request that goes through. */
  watch(fetch: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
    return async (request) => {
      const { method, url } = request;
      const path = new URL(url).pathname;
      const note = (outcome: string) => {
        const text = `${method} ${path}: ${outcome}`;
        if (method === 'GET') this.recordAgain(text);
        else this.record(text);
      };
      try {
        const response = await fetch(request);
        note(response.type === 'opaqueredirect' ? 'redirected' : String(response.status));
        return response;
      } catch (failure) {
        note(request.signal.aborted ? 'broken off' : 'no answer');
        throw failure;
      }
    };
  }

  #add(text: string, times: number): void {
    this.#lastId += 1;
    const event = { id: this.#lastId, at: this.#now(), text, times };
    this.#events.set([...this.#events.current(), event].slice(-MOST_REMEMBERED));
  }
}
