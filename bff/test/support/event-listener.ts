import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One frame of the stream; `comment` for a line that is none. */
export interface HeardEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

export interface EventListener extends Disposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Events so far, in order. */
  readonly events: readonly HeardEvent[];
  readonly comments: readonly string[];
  /** Reconnection times that the server asked for. */
  readonly retries: readonly number[];
  /** Resolves with the first event, past or to come, that fits. */
  first(fits: (event: HeardEvent) => boolean): Promise<HeardEvent>;
  /** Resolves as soon as the condition holds; looked at whenever something arrives. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
}

/** Listens to server-sent events as they are on the wire. */
export async function listenToEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventListener> {
  const outgoing = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  outgoing.on('response', resolve);
  outgoing.on('error', reject);
  outgoing.end();
  const incoming = await promise;
  return new Stream(incoming, () => outgoing.destroy());
}

class Stream implements EventListener {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: HeardEvent[] = [];
  readonly comments: string[] = [];
  readonly retries: number[] = [];
  readonly ended: Promise<void>;
  readonly #waiting = new Set<() => void>();
  readonly #close: () => void;
  #unread = '';

  constructor(incoming: IncomingMessage, close: () => void) {
    this.status = incoming.statusCode ?? 0;
    this.headers = incoming.headers;
    this.#close = close;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => this.#read(chunk));
    incoming.on('end', resolve);
    incoming.on('error', () => resolve());
  }

  async first(fits: (event: HeardEvent) => boolean): Promise<HeardEvent> {
    await this.until(() => this.events.some(fits));
    return this.events.find(fits) as HeardEvent;
  }

  until(condition: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (!condition()) return;
      this.#waiting.delete(look);
      resolve();
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #read(chunk: string): void {
    const frames = (this.#unread + chunk).split('\n\n');
    this.#unread = frames.pop() ?? '';
    for (const frame of frames) this.#take(frame);
    for (const look of [...this.#waiting]) look();
  }

  #take(frame: string): void {
    const fields = new Map<string, string>();
    for (const line of frame.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) this.comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
    }
    const retry = fields.get('retry');
    if (retry !== undefined) this.retries.push(Number(retry));
    const data = fields.get('data');
    if (data === undefined) return;
    const id = fields.get('id') ?? null;
    this.events.push({ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) as unknown });
  }
}
