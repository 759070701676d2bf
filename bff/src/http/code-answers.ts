import { chooseCoding, code, MIN_CODED_BYTES } from './content-coding.ts';
import type { OrdersMiddleware } from './request-state.ts';

const CODED_TYPES = /^(?:text\/|application\/(?:problem\+)?json)/;

/** Codes what is written for one request only; answers that are kept ready bring their codings along. */
export function codeAnswers(): OrdersMiddleware {
  return async function codeAnswers(ctx, next) {
    await next();
    const { body } = ctx;
    const isKeptReady = (ctx.method === 'GET' || ctx.method === 'HEAD') && ctx.res.hasHeader('ETag');
    if (isKeptReady || typeof body !== 'string' || Buffer.byteLength(body) < MIN_CODED_BYTES) return;
    if (!CODED_TYPES.test(ctx.response.type)) return;
    ctx.vary('Accept-Encoding');
    const coding = chooseCoding(ctx.req.headers['accept-encoding']);
    if (coding === 'identity') return;
    ctx.set('Content-Encoding', coding);
    ctx.body = code(Buffer.from(body), coding);
  };
}
