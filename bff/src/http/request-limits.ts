import { HttpProblem } from './http-problem.ts';
import type { OrdersMiddleware } from './request-state.ts';

const MAX_URL_BYTES = 8 * 1024;

/** Refuses addresses that are too long or name something no route can mean, and requests without a host. */
export function requestLimits(): OrdersMiddleware {
  return async function requestLimits(ctx, next) {
    if (ctx.req.url !== undefined && ctx.req.url.length > MAX_URL_BYTES) {
      throw new HttpProblem('uri-too-long', `An address has at most ${MAX_URL_BYTES} bytes.`);
    }
    if (ctx.path.includes('\0') || /%00/i.test(ctx.path))
      throw new HttpProblem('bad-request', 'The address is not valid.');
    if (ctx.req.headers.host === undefined && ctx.req.httpVersion === '1.1')
      throw new HttpProblem('bad-request', 'A request needs a Host field.');
    await next();
  };
}
