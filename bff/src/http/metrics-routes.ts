import type Router from '@koa/router';
import type { AuthMode } from '@orders/contract';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HttpProblem } from './http-problem.ts';
import { isLoopbackAddress } from './request-context.ts';
import type { OrdersMiddleware, RequestState } from './request-state.ts';

/** Bounds in seconds of OpenTelemetry's http.server.request.duration. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** A figure that is read when somebody asks for the metrics. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  read(): number;
}

export interface HttpMetrics {
  readonly registry: Registry;
  observe(method: string, route: string, status: number, seconds: number): void;
  /** Counts one call to Airtable by what it was for and how it ended. */
  countUpstreamCall(operation: string, outcome: string): void;
  addGauge(gauge: GaugeReading): void;
}

export function createMetrics(): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  const upstream = new Counter({
    name: 'orders_upstream_requests_total',
    help: 'Calls to Airtable by operation and outcome',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  });
  return {
    registry,
    observe: (method, route, status, seconds) =>
      duration.observe(
        { http_request_method: method, http_route: route, http_response_status_code: String(status) },
        seconds,
      ),
    countUpstreamCall: (operation, outcome) => upstream.inc({ operation, outcome }),
    addGauge: ({ name, help, read }) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
  };
}

/** Times every request under the pattern of its route, never under its address. */
export function observeRequests(metrics: HttpMetrics): OrdersMiddleware {
  return async function observeRequests(ctx, next) {
    const start = performance.now();
    await next();
    const route = (ctx as { _matchedRoute?: unknown })._matchedRoute;
    const seconds = (performance.now() - start) / 1_000;
    metrics.observe(ctx.method, typeof route === 'string' ? route : 'other', ctx.status, seconds);
  };
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
    ctx.body = await metrics.registry.metrics();
    ctx.set('Content-Type', metrics.registry.contentType);
  });
}
