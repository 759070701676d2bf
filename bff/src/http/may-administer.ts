import type { AuthMode } from '@orders/contract';
import { HttpProblem } from './http-problem.ts';
import { isLoopbackAddress } from './request-context.ts';
import type { OrdersContext } from './request-state.ts';

/**
 * Lets in who may see how the server is: administrators, and without a login whoever asks from this machine, not
 * through a proxy on it. @throws HttpProblem 401, 403
 */
export function requireAdministrator(ctx: OrdersContext, authMode: AuthMode): void {
  const { principal, address } = ctx.state;
  if (authMode === 'none') {
    if (isLoopbackAddress(address) && ctx.get('X-Forwarded-For') === '') return;
    throw new HttpProblem('forbidden', 'Without a login, the status is shown on this machine only.');
  }
  if (principal === null) throw new HttpProblem('unauthorized', 'Sign in first.');
  if (principal.isAdmin) return;
  throw new HttpProblem('forbidden', 'The status is for administrators.');
}
