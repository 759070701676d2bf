import type Router from '@koa/router';
import { PATHS, type Session } from '@orders/contract';
import { sendAnswer } from './data-response.ts';
import { onlyParameters } from './query-parameters.ts';
import { ReadyAnswer } from './ready-answer.ts';
import type { OrdersContext, RequestState } from './request-state.ts';
import type { HttpServices } from './services.ts';

/** Who is asking, and what the app must know of the installation. */
export function mountSessionRoutes(router: Router<RequestState>, services: HttpServices): void {
  router.get(PATHS.session, async (ctx) => {
    onlyParameters(ctx, []);
    sendAnswer(ctx, services, ReadyAnswer.ofJson(sessionOf(ctx, services)));
  });

  router.get(PATHS.config, async (ctx) => {
    onlyParameters(ctx, []);
    sendAnswer(ctx, services, ReadyAnswer.ofJson(services.appConfig()));
  });
}

function sessionOf(ctx: OrdersContext, { authMode }: HttpServices): Session {
  const { principal } = ctx.state;
  const user = principal?.isKnown === true ? { id: principal.id, name: principal.name } : null;
  return { user, role: principal?.role ?? 'viewer', authMode };
}
