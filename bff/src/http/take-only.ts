import { methodNotAllowed } from './http-problem.ts';
import type { OrdersMiddleware } from './request-state.ts';

/** Refuses whatever comes here, and tells those who ask by OPTIONS which methods are taken. */
export function takeOnly(allow: string): OrdersMiddleware {
  return async function takeOnly(ctx) {
    if (ctx.method !== 'OPTIONS') throw methodNotAllowed(allow);
    ctx.set('Allow', allow);
    ctx.status = 204;
  };
}
