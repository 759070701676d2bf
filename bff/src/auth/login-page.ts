import { PATHS } from '@orders/contract';
import { toHttpProblem } from '../http/failure-problems.ts';
import type { HttpProblem } from '../http/http-problem.ts';
import { sendProblem } from '../http/problem-details.ts';
import type { OrdersContext, OrdersMiddleware } from '../http/request-state.ts';

/**
 * Lets a person in a browser read why a login came to nothing, and begin it anew without losing their place; programs
 * get the problem.
 */
export function explainToPeople(returnTo: (ctx: OrdersContext) => string | null): OrdersMiddleware {
  return async function explainToPeople(ctx, next) {
    ctx.set('Cache-Control', 'no-store');
    try {
      await next();
    } catch (error) {
      const problem = toHttpProblem(error);
      if (problem === null || ctx.accepts('json', 'html') !== 'html') throw error;
      sendProblem(ctx, problem);
      ctx.body = problemPage(problem, ctx.state.requestId, returnTo(ctx) ?? '/');
      ctx.type = 'text/html; charset=utf-8';
    }
  };
}

function problemPage(problem: HttpProblem, requestId: string, returnTo: string): string {
  const heading = 'Signing in did not work';
  const again = `${PATHS.login}?returnTo=${encodeURIComponent(returnTo)}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${heading} · Orders</title><link rel="stylesheet" href="/docs/style.css"></head><body>
<header><h1>${heading}</h1></header><main><p role="alert">${escapeHtml(problem.message)}</p>
<p><a href="${escapeHtml(again)}">Try again</a> · <a href="/">Back to Orders</a></p>
<p><small>Request <code>${escapeHtml(requestId)}</code></small></p></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
