import { HEADERS, MEDIA_TYPES } from '@orders/contract';
import { formatVersion } from '../domain/version.ts';
import { chooseCoding } from './content-coding.ts';
import { HttpProblem } from './http-problem.ts';
import { evaluateRead } from './preconditions.ts';
import type { ReadyAnswer } from './ready-answer.ts';
import type { OrdersContext } from './request-state.ts';
import type { HttpServices } from './services.ts';

/** Name of this cache in Cache-Status (RFC 9211). */
const CACHE_NAME = 'orders';

/**
 * Answers a read with what is ready: 304 when the client has it, else the bytes in the coding it prefers.
 * @throws HttpProblem 412 when an If-Match is not met
 */
export function sendAnswer(ctx: OrdersContext, services: HttpServices, answer: ReadyAnswer): void {
  const coding = answer.effectiveCoding(chooseCoding(ctx.req.headers['accept-encoding']));
  ctx.set(answer.headers);
  ctx.set('ETag', answer.etag(coding));
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.vary('Accept-Encoding');
  if (services.authMode !== 'none') ctx.vary('Cookie, Authorization');
  setDataHeaders(ctx, services);
  // Who is signed in, and the settings, do not come from the orders.
  if (ctx.state.wasEmpty !== undefined) noteRead(ctx, services);
  const result = evaluateRead(
    {
      ifMatch: ctx.req.headers['if-match'],
      ifNoneMatch: ctx.req.headers['if-none-match'],
      ifModifiedSince: ctx.req.headers['if-modified-since'],
      ifUnmodifiedSince: ctx.req.headers['if-unmodified-since'],
    },
    answer.opaque,
  );
  if (result === 'failed')
    throw new HttpProblem('precondition-failed', 'The data is not in the state you named.');
  if (result === 'not-modified') {
    ctx.status = 304;
    return;
  }
  ctx.status = 200;
  if (coding !== 'identity') ctx.set('Content-Encoding', coding);
  ctx.body = answer.in(coding);
  ctx.type = MEDIA_TYPES.json;
}

/** Old data counts as an error's doing only while Airtable fails; else it is just being read anew. */
function noteRead(ctx: OrdersContext, { refresher, metrics }: HttpServices): void {
  const isFresh = refresher.freshness()?.state === 'fresh';
  const result =
    ctx.state.wasEmpty === true ? 'miss' : isFresh ? 'fresh' : refresher.isFailing ? 'sie' : 'swr';
  ctx.state.cacheResult = result;
  metrics.countRead(result);
}

/** Says how old the data is and which version it has. */
export function setDataHeaders(ctx: OrdersContext, { keeper, refresher }: HttpServices): void {
  const freshness = refresher.freshness();
  if (keeper.table === null || keeper.confirmation === null || freshness === null) return;
  const ttl = Math.floor(freshness.ttlMs / 1_000);
  const isMiss = ctx.state.wasEmpty === true;
  ctx.set('Age', String(Math.floor(freshness.ageMs / 1_000)));
  ctx.set(
    'Cache-Status',
    isMiss ? `${CACHE_NAME}; fwd=uri-miss; stored; ttl=${ttl}` : `${CACHE_NAME}; hit; ttl=${ttl}`,
  );
  ctx.set(HEADERS.asOf, new Date(keeper.confirmation.asOf).toISOString());
  ctx.set(HEADERS.version, formatVersion(keeper.table.version));
}
