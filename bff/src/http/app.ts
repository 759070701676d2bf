import type { BlockList } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import type { Audit } from '../application/audit.ts';
import type { ParentLog } from '../application/decision-journal.ts';
import { type AdminServices, mountAdminRoutes } from './admin-routes.ts';
import { auditWrites } from './audit-writes.ts';
import { codeAnswers } from './code-answers.ts';
import { refuseCrossSite } from './cross-site.ts';
import { mountDocsRoutes } from './docs-routes.ts';
import { mountEditRoutes } from './edit-routes.ts';
import { mountEventsRoutes } from './events-routes.ts';
import { mountHealthRoutes } from './health-routes.ts';
import { methodNotAllowed } from './http-problem.ts';
import { type HttpMetrics, mountMetricsRoute, observeRequests } from './metrics-routes.ts';
import { mountOrderRoutes } from './order-routes.ts';
import { mountOrdersRoutes } from './orders-routes.ts';
import { problemDetails } from './problem-details.ts';
import { refuseDoubled } from './query-parameters.ts';
import { requestContext } from './request-context.ts';
import { requestLimits } from './request-limits.ts';
import { logRequests } from './request-log.ts';
import type { OrdersMiddleware, RequestState } from './request-state.ts';
import { requirePrincipal } from './require-role.ts';
import { securityHeaders } from './security-headers.ts';
import type { HttpServices } from './services.ts';
import { mountSessionRoutes } from './session-routes.ts';
import { staticApp } from './static-app.ts';
import { mountStatusRoutes, type StatusSource } from './status-routes.ts';
import { mountSyncRoutes } from './sync-routes.ts';

/** One limit a kind of request. */
export interface RateLimits {
  readonly list: OrdersMiddleware;
  readonly summary: OrdersMiddleware;
  readonly changes: OrdersMiddleware;
  readonly order: OrdersMiddleware;
  readonly update: OrdersMiddleware;
  readonly sync: OrdersMiddleware;
  readonly signIn: OrdersMiddleware;
}

export interface AppOptions {
  readonly services: HttpServices;
  readonly limits: RateLimits;
  /** Finds out who is asking and mounts what a login needs. */
  readonly authentication: {
    readonly middleware: OrdersMiddleware;
    mount(router: Router<RequestState>): void;
  };
  readonly metrics: HttpMetrics;
  readonly status: StatusSource;
  readonly log: ParentLog;
  readonly audit: Audit;
  readonly admin: AdminServices;
  readonly trustedProxies: BlockList;
  readonly publicUrl: string;
  readonly version: string;
  /** Folder of the built app; `null` serves the API alone. */
  readonly appDirectory: string | null;
  /** Whether browsers may keep the app, so that it starts without a connection. */
  readonly isServiceWorkerOn: boolean;
}

/** Methods that exist but that no route here takes are 405, unknown ones 501. */
const KNOWN_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/** The whole HTTP side, top to bottom in the order in which a request meets it. */
export function createApp(options: AppOptions): Koa<RequestState> {
  const { services, limits } = options;
  const app = new Koa<RequestState>();
  app.use(requestContext({ log: options.log, audit: options.audit, trustedProxies: options.trustedProxies }));
  app.use(observeRequests(options.metrics));
  app.use(logRequests({ random: services.random }));
  app.use(securityHeaders({ isTls: options.publicUrl.startsWith('https:') }));
  app.use(codeAnswers());
  app.use(auditWrites());
  app.use(problemDetails());
  app.use(requestLimits());
  app.use(refuseCrossSite({ publicUrl: options.publicUrl }));
  if (options.appDirectory !== null) {
    app.use(staticApp({ directory: options.appDirectory, isWorkerOn: options.isServiceWorkerOn }));
  }
  app.use(options.authentication.middleware);

  const open = new Router<RequestState>({ methods: KNOWN_METHODS, sensitive: true });
  open.use(refuseDoubled);
  mountHealthRoutes(open, services);
  mountMetricsRoute(open, options.metrics, services.authMode);
  mountDocsRoutes(open, options.version);
  mountSessionRoutes(open, services);
  mountAdminRoutes(open, options.admin);
  mountStatusRoutes(open, options.status, services.authMode);

  // People come here with their browsers, and are told in their language what is wrong.
  const login = new Router<RequestState>({ methods: KNOWN_METHODS, sensitive: true });
  login.use(limits.signIn);
  options.authentication.mount(login);

  const api = new Router<RequestState>({ methods: KNOWN_METHODS, sensitive: true });
  api.use(requirePrincipal);
  mountOrdersRoutes(api, services, limits);
  mountSyncRoutes(api, services, limits.sync);
  mountEventsRoutes(api, services);
  mountOrderRoutes(api, services, limits.order);
  mountEditRoutes(api, services, limits.update);

  for (const router of [open, login, api]) app.use(router.routes()).use(refuseOtherMethods(router));
  app.silent = true;
  return app;
}

/** 405 with Allow for a path that exists, 204 to OPTIONS. */
function refuseOtherMethods(router: Router<RequestState>): OrdersMiddleware {
  const setAllow = router.allowedMethods() as OrdersMiddleware;
  return async function refuseOtherMethods(ctx, next) {
    await setAllow(ctx, next);
    const allow = ctx.res.hasHeader('Allow') ? ctx.response.get('Allow') : '';
    if ((ctx.status === 405 || ctx.status === 501) && allow !== '') throw methodNotAllowed(allow);
    // The router answers a method that it does not know at all so, whether or not it knows the path.
    if (ctx.status === 501) ctx.status = 404;
  };
}
