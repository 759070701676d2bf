import { createHash } from 'node:crypto';
import { PATHS } from '@orders/contract';
import type { Random } from '../application/ports.ts';
import type { OrdersContext, OrdersMiddleware } from './request-state.ts';

/** Of what is asked for all the time and answered the same, one in so many is logged. */
const SAMPLE = 100;

/**
 * One line a request: what was asked for by its route, never by its address, and how it went. Whoever asks is told
 * apart by a digest; addresses and names are not in it.
 */
export function logRequests({ random }: { random: Random }): OrdersMiddleware {
  return async function logRequests(ctx, next) {
    const start = performance.now();
    await next();
    if (isRoutine(ctx) && random() >= 1 / SAMPLE) return;
    const { log, cacheResult } = ctx.state;
    const fields = {
      method: ctx.method,
      route: routeOf(ctx),
      status: ctx.status,
      ms: Math.round((performance.now() - start) * 10) / 10,
      ...(cacheResult === undefined ? {} : { cache: cacheResult }),
      ...principalOf(ctx),
    };
    if (ctx.status >= 500) log.warn(fields, 'request failed');
    else log.info(fields, 'request answered');
  };
}

function isRoutine(ctx: OrdersContext): boolean {
  // A replica that is not ready yet says so many times a second, and is no fault.
  return ctx.status === 304 || ctx.path.startsWith(PATHS.health) || ctx.path === '/metrics';
}

/** The pattern of the route, `app` for the app's own files. */
function routeOf(ctx: OrdersContext): string {
  const route = (ctx as { _matchedRoute?: unknown })._matchedRoute;
  return typeof route === 'string' ? route : ctx.status < 400 ? 'app' : 'other';
}

function principalOf(ctx: OrdersContext): { principal?: string } {
  const { principal } = ctx.state;
  if (principal?.isKnown !== true) return {};
  return { principal: createHash('sha256').update(principal.id).digest('hex').slice(0, 12) };
}
