import {
  changeEventSchema,
  type LiveEvent,
  PATHS,
  syncEventSchema,
  upstreamEventSchema,
} from '@orders/contract';

/** What of the browser's EventSource is used. */
export type EventSourceConstructor = new (url: string) => EventSource;

export interface LiveStreamOptions {
  readonly EventSource: EventSourceConstructor;
  readonly url?: string;
  /** Runs something later; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
  random(): number;
  onEvent(event: LiveEvent): void;
  /** Connected, for the first time or again: something may have been missed. */
  onOpen(): void;
  onLost(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Follows the server's events. The browser itself reconnects after a broken connection, telling the last event it saw;
 * after an answer that is no event stream it gives up, and then this begins anew, later each time.
 * @returns how to stop
 */
export function openLiveStream(options: LiveStreamOptions): () => void {
  const { EventSource, url = PATHS.events, after, random, onOpen, onLost } = options;
  let source: EventSource | null = null;
  let failures = 0;
  let callOff = () => {};

  const connect = () => {
    const stream = new EventSource(url);
    source = stream;
    stream.onopen = () => {
      failures = 0;
      onOpen();
    };
    stream.onerror = () => {
      onLost();
      if (stream.readyState !== stream.CLOSED || source !== stream) return;
      callOff();
      callOff = after(waitMs(failures, random), connect);
      failures += 1;
    };
    listen(stream, options.onEvent);
  };

  connect();
  return () => {
    callOff();
    source?.close();
    source = null;
  };
}

function listen(stream: EventSource, onEvent: (event: LiveEvent) => void): void {
  stream.addEventListener('change', ({ data }) => {
    const parsed = changeEventSchema.safeParse(jsonOf(data));
    if (parsed.success) onEvent({ event: 'change', data: parsed.data });
  });
  stream.addEventListener('sync', ({ data }) => {
    const parsed = syncEventSchema.safeParse(jsonOf(data));
    if (parsed.success) onEvent({ event: 'sync', data: parsed.data });
  });
  stream.addEventListener('upstream', ({ data }) => {
    const parsed = upstreamEventSchema.safeParse(jsonOf(data));
    if (parsed.success) onEvent({ event: 'upstream', data: parsed.data });
  });
}

function waitMs(failures: number, random: () => number): number {
  return (0.5 + random() / 2) * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
