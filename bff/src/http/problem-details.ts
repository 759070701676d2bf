import { MEDIA_TYPES } from '@orders/contract';
import { toHttpProblem } from './failure-problems.ts';
import { HttpProblem, problemBody } from './http-problem.ts';
import type { OrdersContext, OrdersMiddleware } from './request-state.ts';

/**
 * The only place where an error becomes an answer. It writes the answer itself, since Koa's own error answer would
 * drop every header field set so far.
 */
export function problemDetails(): OrdersMiddleware {
  return async function problemDetails(ctx, next) {
    try {
      await next();
    } catch (error) {
      sendProblem(ctx, expectedProblem(error) ?? unexpected(ctx, error));
      return;
    }
    if (ctx.respond !== false && ctx.status === 404 && ctx.body == null) {
      sendProblem(ctx, new HttpProblem('not-found', 'There is nothing at this address.'));
    }
  };
}

/** Writes a problem as the answer. */
export function sendProblem(ctx: OrdersContext, problem: HttpProblem): void {
  ctx.status = problem.status;
  ctx.remove('ETag');
  ctx.remove('Cache-Status');
  ctx.set('Cache-Control', 'no-store');
  ctx.set({ ...problem.headers });
  ctx.body = JSON.stringify(problemBody(problem, { path: ctx.path, requestId: ctx.state.requestId }));
  ctx.type = MEDIA_TYPES.problem;
}

/** An error of Node or Koa about the request itself is the client's; everything else nobody expected. */
function expectedProblem(error: unknown): HttpProblem | null {
  const problem = toHttpProblem(error);
  if (problem !== null) return problem;
  if (error instanceof URIError) return new HttpProblem('bad-request', 'The address is not valid.');
  return null;
}

function unexpected(ctx: OrdersContext, error: unknown): HttpProblem {
  ctx.state.log.error({ err: error, method: ctx.method, path: ctx.path }, 'request failed unexpectedly');
  return new HttpProblem('internal', 'Something went wrong here. The request id helps to find out what.');
}
