import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import { MEDIA_TYPES, PATHS } from '@orders/contract';
import type { NumberedEvent } from '../application/live-events.ts';
import { HttpProblem, retryAfter } from './http-problem.ts';
import { onlyParameters } from './query-parameters.ts';
import { callerOf, type OrdersContext, type RequestState } from './request-state.ts';
import type { HttpServices } from './services.ts';

const COMMENT_EVERY_MS = 15_000;
const MAX_UNSENT_BYTES = 256 * 1024;
const MAX_PER_CALLER = 10;
const MAX_LISTENERS = 5_000;
/** Reconnecting clients spread over this span, so that a restart is no storm. */
const RECONNECT_MS = { least: 1_000, span: 4_000 };

/** Server-sent events: what happens, as it happens. */
export function mountEventsRoutes(router: Router<RequestState>, services: HttpServices): void {
  const perCaller = new Map<string, number>();
  router.get(PATHS.events, async (ctx) => {
    onlyParameters(ctx, []);
    const caller = callerOf(ctx);
    const open = perCaller.get(caller) ?? 0;
    if (open >= MAX_PER_CALLER || services.events.listeners >= MAX_LISTENERS) {
      throw new HttpProblem('rate-limited', `One caller may listen ${MAX_PER_CALLER} times at once.`, {
        headers: retryAfter(30_000),
      });
    }
    perCaller.set(caller, open + 1);
    const stream = listen(ctx, services);
    stream.once('close', () => {
      const left = (perCaller.get(caller) ?? 1) - 1;
      if (left > 0) perCaller.set(caller, left);
      else perCaller.delete(caller);
    });
  });
}

function listen(ctx: OrdersContext, services: HttpServices): PassThrough {
  const { events, presence, clock, random } = services;
  const stream = new PassThrough({ highWaterMark: MAX_UNSENT_BYTES });
  const send = (text: string) => {
    if (stream.destroyed) return;
    if (stream.writableLength + ctx.res.writableLength <= MAX_UNSENT_BYTES) stream.write(text);
    else {
      services.metrics.countDroppedListener();
      stream.destroy();
    }
  };
  const closed = new AbortController();
  const retryMs = () => Math.round(RECONNECT_MS.least + random() * RECONNECT_MS.span);
  send(`retry: ${retryMs()}\n\n`);
  const lastSeen = ctx.get('Last-Event-ID');
  if (lastSeen !== '') for (const event of events.missedSince(lastSeen)) send(frame(event));
  send(frame({ id: null, event: { event: 'upstream', data: services.upstream() } }));
  const unsubscribe = events.subscribe((event) => send(frame(event)));
  stream.once('close', () => {
    unsubscribe();
    closed.abort();
  });
  ctx.req.socket.setNoDelay(true);
  ctx.status = 200;
  ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  ctx.type = MEDIA_TYPES.events;
  ctx.body = stream;
  const end = () => stream.end(`retry: ${retryMs()}\n\n`);
  // Whoever comes while the server stops is sent on at once, and holds nothing up.
  if (services.drain.aborted) end();
  else services.drain.addEventListener('abort', end, { signal: closed.signal });
  void keepAlive();
  return stream;

  async function keepAlive(): Promise<void> {
    while (!closed.signal.aborted) {
      presence.touch();
      await clock.sleep(COMMENT_EVERY_MS, closed.signal).catch(() => {});
      if (!closed.signal.aborted) send(': still here\n\n');
    }
  }
}

function frame({ id, event }: NumberedEvent): string {
  const idLine = id === null ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
