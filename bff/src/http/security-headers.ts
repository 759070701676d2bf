import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { OrdersMiddleware } from './request-state.ts';

const SELF = ["'self'"];
const NONE = ["'none'"];
const YEAR_SECONDS = 31_536_000;

/** All that a page from here may do: run our own scripts and talk to us. */
const POLICY = {
  defaultSrc: NONE,
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: ["'self'", 'data:'],
  fontSrc: SELF,
  connectSrc: SELF,
  manifestSrc: SELF,
  workerSrc: SELF,
  baseUri: NONE,
  objectSrc: NONE,
  formAction: SELF,
  frameAncestors: NONE,
  // No text becomes a script, or a script's address, but through the app's one policy for its worker.
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ['orders-worker'],
};

/** What an answer that is no page needs. */
const DATA_FIELDS = ['X-Content-Type-Options', 'Cross-Origin-Resource-Policy', 'Strict-Transport-Security'];

/**
 * Header fields that tell a browser what it may do with answers from here. They are the same for every request, so
 * helmet is asked once, and data gets only those that mean something for data.
 */
export function securityHeaders(options: { isTls: boolean }): OrdersMiddleware {
  const forPages = headersOf(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      strictTransportSecurity: options.isTls ? { maxAge: YEAR_SECONDS } : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
  );
  const forData = Object.fromEntries(Object.entries(forPages).filter(([name]) => DATA_FIELDS.includes(name)));
  return async function securityHeaders(ctx, next) {
    ctx.set(ctx.path.startsWith('/api/') ? forData : forPages);
    await next();
  };
}

/** The fields that a middleware of the Connect kind sets. */
function headersOf(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name] = value;
    },
    removeHeader: () => {},
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return headers;
}
