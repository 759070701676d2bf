import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import { expect, onTestFinished, test } from 'vitest';
import { LiveEvents } from '../src/application/live-events.ts';
import { mountEventsRoutes } from '../src/http/events-routes.ts';
import type { RequestState } from '../src/http/request-state.ts';
import type { HttpServices } from '../src/http/services.ts';
import { createMetrics } from '../src/metrics/create-metrics.ts';
import { listenToEvents } from './support/event-listener.ts';
import { FakeClock, nextTurn } from './support/fake-clock.ts';
import { readSeries } from './support/prometheus-text.ts';

/** More than the buffers of any operating system between two programs of one machine. */
const MANY_EVENTS = 200_000;

test('a listener that does not read is dropped once 256 kB wait for it, and nobody else notices', async () => {
  const events = new LiveEvents(new FakeClock());
  const metrics = createMetrics();
  const url = await serve(events, metrics);
  using reading = await listenToEvents(`${url}/api/events`);
  const { hostname, port } = new URL(url);
  const sleeping = connect(Number(port), hostname).pause();
  onTestFinished(() => void sleeping.destroy());
  sleeping.on('error', () => {});
  sleeping.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await expect.poll(() => events.listeners).toBe(2);

  let published = 0;
  while (events.listeners === 2 && published < MANY_EVENTS) {
    for (let turn = 0; turn < 20; turn++, published++) events.publish(changeNumber(published));
    await reading.until(() => reading.events.length === published + 1);
    await nextTurn();
  }
  expect(events.listeners).toBe(1);
  expect(readSeries(await metrics.text()).get('bff_sse_dropped_total')).toBe(1);
  events.publish(changeNumber(published));
  await reading.first(({ id }) => id === `epoch.${published}`);
});

function changeNumber(seq: number) {
  return {
    event: 'change' as const,
    data: { version: `epoch.${seq}`, cursor: `epoch.${seq}.${'x'.repeat(1_000)}` },
  };
}

/** The route alone, over events that the test publishes. */
async function serve(events: LiveEvents, metrics: HttpServices['metrics']): Promise<string> {
  const app = new Koa();
  app.silent = true;
  const router = new Router<RequestState>();
  const services: Partial<HttpServices> = {
    ...{ events, metrics, clock: new FakeClock(), random: () => 0, drain: new AbortController().signal },
    presence: { touch: () => {}, lastSeen: () => 0 },
    upstream: () => ({ state: 'ok' }),
  };
  mountEventsRoutes(router, services as HttpServices);
  app.use(async (ctx, next) => {
    Object.assign(ctx.state, { address: '127.0.0.1', principal: null });
    await next();
  });
  app.use(router.routes());
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
