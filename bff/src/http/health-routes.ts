import type Router from '@koa/router';
import { type Health, PATHS } from '@orders/contract';
import { HttpProblem, retryAfter } from './http-problem.ts';
import { sendProblem } from './problem-details.ts';
import type { OrdersContext, RequestState } from './request-state.ts';
import type { HttpServices } from './services.ts';

/** Answers for people and orchestrators about how this replica is. */
export function mountHealthRoutes(router: Router<RequestState>, services: HttpServices): void {
  router.get(PATHS.health, async (ctx) => {
    const health = services.health();
    const maySee = services.authMode === 'none' || ctx.state.principal?.isKnown === true;
    sendStatus(ctx, maySee ? health : { status: health.status });
  });

  router.get(`${PATHS.health}/live`, async (ctx) => {
    sendStatus(ctx, { status: 'ok' });
  });

  router.get(`${PATHS.health}/ready`, async (ctx) => {
    const reason = services.drain.aborted
      ? 'shutting-down'
      : services.keeper.table === null
        ? 'not-ready'
        : null;
    if (reason === null) sendStatus(ctx, { status: 'ok' });
    else
      sendProblem(
        ctx,
        new HttpProblem(reason, 'Send requests elsewhere for now.', { headers: retryAfter(2_000) }),
      );
  });
}

function sendStatus(ctx: OrdersContext, status: Health): void {
  ctx.status = 200;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = JSON.stringify(status);
  ctx.type = 'application/json';
}
