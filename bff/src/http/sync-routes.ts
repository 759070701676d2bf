import type Router from '@koa/router';
import { MEDIA_TYPES, PATHS } from '@orders/contract';
import * as z from 'zod/mini';
import { setDataHeaders } from './data-response.ts';
import { HttpProblem, retryAfter } from './http-problem.ts';
import { inTime } from './in-time.ts';
import { readParameters } from './query-parameters.ts';
import type { OrdersMiddleware, RequestState } from './request-state.ts';
import type { HttpServices } from './services.ts';

const syncParameters = z.strictObject({
  mode: z.optional(z.enum(['full', 'changes'], 'changes or full')),
});

/** Reading Airtable anew because a person asks for it. */
export function mountSyncRoutes(
  router: Router<RequestState>,
  services: HttpServices,
  limit: OrdersMiddleware,
): void {
  const { keeper, refresher, presence, clock } = services;
  router.post(PATHS.sync, limit, async (ctx) => {
    const { mode } = readParameters(ctx, syncParameters);
    presence.touch();
    await inTime(services, refresher.sync(mode ?? 'full'));
    const { table } = keeper;
    if (table === null)
      throw new HttpProblem('not-ready', 'The orders could not be read.', { headers: retryAfter(5_000) });
    ctx.status = 200;
    setDataHeaders(ctx, services);
    ctx.remove('Cache-Status');
    ctx.set('Cache-Control', 'no-store');
    ctx.body = JSON.stringify(table.tally.summary(clock.now()));
    ctx.type = MEDIA_TYPES.json;
  });
}
