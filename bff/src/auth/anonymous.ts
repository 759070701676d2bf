import type { Principal } from '../http/request-state.ts';
import type { Authentication } from './authentication.ts';
import { mountWayThrough } from './way-through.ts';

/** No login: everybody who can reach this is the same person. Only named editors may write, where some are named. */
export function anonymousAuthentication(editors: readonly string[]): Authentication {
  const role = editors.includes('*') ? 'editor' : 'viewer';
  const anybody: Principal = { id: 'anonymous', name: 'Anonymous', role, isKnown: false };
  return {
    middleware: async function anonymousAuthentication(ctx, next) {
      ctx.state.principal = anybody;
      await next();
    },
    mount: mountWayThrough,
  };
}
