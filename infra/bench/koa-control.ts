import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import { prepared, type RecordedAnswer } from './recorded-answers.ts';

// An empty Koa app with a router that sends the product's bytes and fields: what the framework costs by itself.

const file = process.env['BENCH_ANSWERS'] ?? '';
const answers = prepared(JSON.parse(readFileSync(file, 'utf8')) as RecordedAnswer[]);

function answer(ctx: Context): void {
  const found = answers.get(ctx.url);
  if (found === undefined) return;
  if (ctx.get('If-None-Match') === found.etag) {
    ctx.set({ ...found.unchangedHeaders });
    ctx.status = 304;
    return;
  }
  ctx.set({ ...found.headers });
  ctx.body = found.body;
  ctx.type = found.headers['content-type'] ?? 'application/json';
}

const router = new Router();
router.get('/api/orders/summary', answer);
router.get('/api/orders/changes', answer);
router.get('/api/orders', answer);
router.get('/api/orders/:orderId', answer);
const app = new Koa();
app.use(router.routes());
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
server.keepAliveTimeout = 75_000;
for (const name of ['SIGTERM', 'disconnect'] as const) process.on(name, () => process.exit(0));
