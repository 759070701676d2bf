import { HttpProblem } from './http-problem.ts';
import type { OrdersContext, OrdersMiddleware } from './request-state.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The cookie of a session, as `auth/host-cookie` names it with and without TLS. */
const SESSION_COOKIE = /(?:^|;)\s*(?:__Host-)?sid=/;

/**
 * Refuses unsafe requests that another site makes a browser send: by Fetch Metadata where the browser sends it, else
 * by Origin. A request with neither is not from a browser, so one that brings a browser's session is refused too.
 */
export function refuseCrossSite(options: { publicUrl: string }): OrdersMiddleware {
  const publicHost = options.publicUrl === '' ? null : new URL(options.publicUrl).host;
  return async function refuseCrossSite(ctx, next) {
    if (!SAFE_METHODS.has(ctx.method) && isCrossSite(ctx, publicHost)) {
      throw new HttpProblem('forbidden', 'This request came from another site.');
    }
    await next();
  };
}

function isCrossSite(ctx: OrdersContext, publicHost: string | null): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') return site !== 'same-origin' && site !== 'none';
  const origin = ctx.get('Origin');
  if (origin === '') return SESSION_COOKIE.test(ctx.get('Cookie'));
  if (!URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  return host !== ctx.get('Host') && host !== publicHost;
}
