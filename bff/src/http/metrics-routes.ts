import type Router from '@koa/router';
import type { AuthMode } from '@orders/contract';
import { HttpProblem } from './http-problem.ts';
import { isLoopbackAddress } from './request-context.ts';
import type { OrdersMiddleware, RequestState } from './request-state.ts';

/** How a read was answered: from fresh data, from old data with a refresh behind it, from old data because Airtable fails, after waiting for the first read. */
export type CacheResult = 'fresh' | 'swr' | 'sie' | 'miss';

/** How one order's edit ended. */
export type WriteResult = 'ok' | 'replayed' | 'conflict' | 'refused' | 'busy' | 'failed';

/** What http tells of itself. Labels are from closed lists: no address, person or order among them. */
export interface HttpMetrics {
  /** Everything in Prometheus's text form. */
  text(): Promise<string>;
  readonly contentType: string;
  observe(method: string, route: string, status: number, seconds: number): void;
  countRead(result: CacheResult): void;
  countWrite(result: WriteResult): void;
  /** A listener was cut off because it does not read. */
  countDroppedListener(): void;
}

/** Times every request under the pattern of its route, never under its address. */
export function observeRequests(metrics: HttpMetrics): OrdersMiddleware {
  return async function observeRequests(ctx, next) {
    const start = performance.now();
    await next();
    const route = (ctx as { _matchedRoute?: unknown })._matchedRoute;
    const seconds = (performance.now() - start) / 1_000;
    metrics.observe(methodLabel(ctx.method), routeLabel(route), ctx.status, seconds);
  };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Whoever sends methods of their own invention adds no series by it. */
function methodLabel(method: string): string {
  return METHODS.has(method) ? method : '_OTHER';
}

function routeLabel(route: unknown): string {
  return typeof route === 'string' ? route : 'other';
}

/**
 * Prometheus text; with a login on, only for a service token with that scope and for whoever asks from this machine,
 * and not through a proxy on it.
 */
export function mountMetricsRoute(
  router: Router<RequestState>,
  metrics: HttpMetrics,
  authMode: AuthMode,
): void {
  router.get('/metrics', async (ctx) => {
    const isForMetrics = ctx.state.principal?.scopes?.includes('metrics') === true;
    if (authMode !== 'none' && !isForMetrics && !isLoopbackAddress(ctx.state.address)) {
      throw new HttpProblem('forbidden', 'Metrics are shown on this machine, or to a token for them.');
    }
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await metrics.text();
    ctx.set('Content-Type', metrics.contentType);
  });
}
