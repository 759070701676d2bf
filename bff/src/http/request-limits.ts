import { HttpProblem } from './http-problem.ts';
import { bodyTooLarge, MAX_BODY_BYTES } from './json-body.ts';
import type { OrdersMiddleware } from './request-state.ts';

const MAX_URL_BYTES = 8 * 1024;

/**
 * Refuses addresses that are too long or name something no route can mean, bodies that are too large whether or not
 * anybody would read them, and requests without a host.
 */
export function requestLimits(): OrdersMiddleware {
  return async function requestLimits(ctx, next) {
    if (ctx.req.url !== undefined && ctx.req.url.length > MAX_URL_BYTES) {
      throw new HttpProblem('uri-too-long', `An address has at most ${MAX_URL_BYTES} bytes.`);
    }
    if (Number(ctx.get('Content-Length')) > MAX_BODY_BYTES) throw bodyTooLarge();
    if (ctx.path.includes('\0') || /%00/i.test(ctx.path))
      throw new HttpProblem('bad-request', 'The address is not valid.');
    if (ctx.req.headers.host === undefined && ctx.req.httpVersion === '1.1')
      throw new HttpProblem('bad-request', 'A request needs a Host field.');
    await next();
  };
}
