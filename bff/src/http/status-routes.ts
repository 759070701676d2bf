import type Router from '@koa/router';
import { type AuthMode, PATHS, type ServerStatus } from '@orders/contract';
import { requireAdministrator } from './may-administer.ts';
import { onlyParameters } from './query-parameters.ts';
import type { RequestState } from './request-state.ts';

export interface StatusSource {
  status(): ServerStatus;
  /** The last minutes' decisions, fit to be handed to others. */
  capsule(): object;
}

/** How this replica is, for administrators: a page's worth, and a file for whoever looks into it later. */
export function mountStatusRoutes(
  router: Router<RequestState>,
  source: StatusSource,
  authMode: AuthMode,
): void {
  router.get(PATHS.status, async (ctx) => {
    requireAdministrator(ctx, authMode);
    onlyParameters(ctx, []);
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = JSON.stringify(source.status());
    ctx.type = 'application/json';
  });

  router.get(`${PATHS.status}/capsule`, async (ctx) => {
    requireAdministrator(ctx, authMode);
    onlyParameters(ctx, []);
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Disposition', 'attachment; filename="orders-capsule.json"');
    ctx.body = JSON.stringify(source.capsule(), null, 2);
    ctx.type = 'application/json';
  });
}
