import helmet from 'helmet';
import type { OrdersMiddleware } from './request-state.ts';

const SELF = ["'self'"];
const NONE = ["'none'"];

/** Header fields that tell a browser what pages from here may do: run our own scripts and talk to us, no more. */
export function securityHeaders(options: { isTls: boolean }): OrdersMiddleware {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
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
      },
    },
    strictTransportSecurity: options.isTls ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  return async function securityHeaders(ctx, next) {
    await new Promise<void>((resolve, reject) => {
      protect(ctx.req, ctx.res, (error) => (error === undefined ? resolve() : reject(error)));
    });
    await next();
  };
}
