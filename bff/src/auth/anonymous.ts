import type { Principal } from '../http/request-state.ts';
import type { Authentication } from './authentication.ts';
import { mountWayThrough } from './way-through.ts';

/**
 * No login: everybody who can reach this is the same person, whom no name in `EDITORS` or `ADMINS` can mean.
 */
export function anonymousAuthentication(
  editors: readonly string[],
  admins: readonly string[],
): Authentication {
  const role = editors.includes('*') ? 'editor' : 'viewer';
  const anybody: Principal = {
    id: 'anonymous',
    name: 'Anonymous',
    role,
    isKnown: false,
    isAdmin: admins.includes('*'),
    issuer: null,
    scopes: null,
  };
  return {
    middleware: async function anonymousAuthentication(ctx, next) {
      ctx.state.principal = anybody;
      await next();
    },
    mount: mountWayThrough,
  };
}
