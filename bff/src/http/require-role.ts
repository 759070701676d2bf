import { HEADERS } from '@orders/contract';
import { tokenAllows } from '../domain/service-token.ts';
import { HttpProblem } from './http-problem.ts';
import type { OrdersMiddleware } from './request-state.ts';

/** RFC 9110 asks a 401 to name a scheme; ours is no scheme that a browser would open a window for. */
const CHALLENGE = { 'WWW-Authenticate': 'Session realm="orders"' };

/** Lets in who has identified as the installation asks. @throws HttpProblem 401, 403 for a token not for orders */
export const requirePrincipal: OrdersMiddleware = async function requirePrincipal(ctx, next) {
  if (ctx.state.principal === null) {
    throw new HttpProblem('unauthorized', 'Sign in to see the orders.', { headers: CHALLENGE });
  }
  const { scopes } = ctx.state.principal;
  if (scopes !== null && !tokenAllows(scopes, 'read'))
    throw new HttpProblem('forbidden', 'This token is not for orders.');
  await next();
};

/** Lets in who may write. @throws HttpProblem 403 */
export const requireEditor: OrdersMiddleware = async function requireEditor(ctx, next) {
  if (ctx.state.principal?.role !== 'editor')
    throw new HttpProblem('forbidden', 'You may look at orders but not change them.');
  await next();
};

/** Lets in who may see tokens and the audit trail. @throws HttpProblem 401, 403 */
export const requireAdmin: OrdersMiddleware = async function requireAdmin(ctx, next) {
  if (ctx.state.principal === null) {
    throw new HttpProblem('unauthorized', 'Sign in first.', { headers: CHALLENGE });
  }
  if (!ctx.state.principal.isAdmin) throw new HttpProblem('forbidden', 'This is for administrators.');
  await next();
};

/**
 * Lets in whose edits these are, where the request says so: in another window somebody else may have signed in since
 * the app looked. @throws HttpProblem 401
 */
export const requireExpectedUser: OrdersMiddleware = async function requireExpectedUser(ctx, next) {
  const { principal } = ctx.state;
  const expected = ctx.get(HEADERS.expectedUser);
  const present = principal?.isKnown === true ? encodeURIComponent(principal.id) : '';
  if (expected !== '' && expected !== present)
    throw new HttpProblem('unauthorized', 'Somebody else is signed in by now.', { headers: CHALLENGE });
  await next();
};
