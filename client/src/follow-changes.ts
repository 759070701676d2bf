import type { Changes } from '@orders/contract';
import { changeEventSchema } from '@orders/contract';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { NoAnswer } from './client-failures.ts';
import { isPassing, type RetrySurroundings, waitBefore } from './retrying.ts';

export interface FollowOptions {
  readonly since: string | undefined;
  readonly signal: AbortSignal | undefined;
  changes(asked: { since?: string | undefined; signal?: AbortSignal }): AsyncGenerator<Changes>;
  /** The stream of events. */
  open(signal: AbortSignal): Promise<Response>;
  readonly surroundings: RetrySurroundings;
}

/** The server writes a line every 15 s; a connection that is silent for three times as long is dead. */
const SILENCE_MS = 45_000;

/**
 * The changes feed, woken by events. First it listens, then it asks what has happened: the other way round a change
 * between the two would be heard of only with the next one.
 */
export async function* followChanges(options: FollowOptions): AsyncGenerator<Changes> {
  const { signal, surroundings } = options;
  let cursor = options.since;
  for (let attempt = 0; !signal?.aborted; attempt += 1) {
    const connection = new AbortController();
    const limits = [connection.signal, ...(signal === undefined ? [] : [signal])];
    const stop = AbortSignal.any(limits);
    try {
      const response = await options.open(stop);
      for await (const heard of wakeUps(response, connection)) {
        attempt = 0;
        if (heard !== null && heard === cursor) continue;
        for await (const page of options.changes({ since: cursor, signal: stop })) {
          const isNew = page.reset || page.cursor !== cursor;
          cursor = page.reset ? undefined : page.cursor;
          if (isNew) yield page;
        }
      }
      throw new NoAnswer('The server has ended the connection.');
    } catch (failure) {
      if (signal?.aborted) return;
      if (!isPassing(failure)) throw failure;
      const waitMs = waitBefore(attempt, failure, surroundings);
      surroundings.onWait?.(failure, waitMs);
      await surroundings.sleep(waitMs, signal).catch(() => {});
    } finally {
      connection.abort(new NoAnswer('The connection is no longer needed.'));
    }
  }
}

/** One `null` when the connection stands, then the cursor of each change; ends when the connection does. */
async function* wakeUps(response: Response, connection: AbortController): AsyncGenerator<string | null> {
  yield null;
  if (response.body === null) return;
  const silence = () =>
    setTimeout(() => connection.abort(new NoAnswer('The connection is silent.')), SILENCE_MS);
  let timer = silence();
  const alive = new TransformStream<string, string>({
    transform(chunk, controller) {
      clearTimeout(timer);
      timer = silence();
      controller.enqueue(chunk);
    },
  });
  const events = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(alive)
    .pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read().catch((cause: unknown) => {
        throw new NoAnswer('The connection broke off.', { cause });
      });
      if (done) return;
      const change = value.event === 'change' ? changeEventSchema.safeParse(parsed(value.data)) : null;
      if (change?.success) yield change.data.cursor;
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
