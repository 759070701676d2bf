import type { RateLimiter } from '../application/ports.ts';
import type { ServiceTokens } from '../application/service-tokens.ts';
import { isTokenSecret, type ServiceToken, tokenAllows } from '../domain/service-token.ts';
import { HttpProblem, retryAfter } from '../http/http-problem.ts';
import type { OrdersContext, Principal } from '../http/request-state.ts';
import type { Authentication } from './authentication.ts';

export interface BearerTokenOptions {
  readonly tokens: ServiceTokens;
  readonly limiter: RateLimiter;
}

/** Where tokens are looked at; nothing else depends on who asks. */
const PATHS = /^\/(?:api|health|metrics)(?:\/|$)/;
/** Tokens that nobody knows, from one address. A script that was not told of a revocation asks this often. */
const UNKNOWN_TOKENS = { count: 30, windowMs: 60_000 };

/**
 * Scripts identify themselves by a service token, whatever people do. A bearer token of another form is none of ours:
 * a proxy in front may pass on the one that it has checked itself.
 */
export function withServiceTokens(people: Authentication, options: BearerTokenOptions): Authentication {
  return {
    middleware: async function serviceToken(ctx, next) {
      const secret = bearerOf(ctx);
      if (secret === null || !PATHS.test(ctx.path)) {
        await people.middleware(ctx as never, next);
        return;
      }
      const token = await options.tokens.find(secret);
      if (token === null) throw await refusal(ctx, options.limiter);
      ctx.state.principal = principalOfToken(token);
      await next();
    },
    mount: (router) => people.mount(router),
  };
}

function principalOfToken({ id, name, scopes }: ServiceToken): Principal {
  const role = tokenAllows(scopes, 'write') ? 'editor' : 'viewer';
  return { id: `token:${id}`, name, role, isKnown: true, isAdmin: false, issuer: 'token', scopes };
}

/** The secret of one of our tokens; `null` where the request brings none. */
function bearerOf(ctx: OrdersContext): string | null {
  const secret = /^Bearer +(\S+)$/i.exec(ctx.get('Authorization'))?.[1] ?? '';
  return isTokenSecret(secret) ? secret : null;
}

async function refusal(ctx: OrdersContext, limiter: RateLimiter): Promise<HttpProblem> {
  const decision = await limiter.take(`unknown-token ${ctx.state.address}`, UNKNOWN_TOKENS);
  if (!decision.isAllowed) {
    const text = 'Too many requests with tokens that are not known here.';
    return new HttpProblem('rate-limited', text, { headers: retryAfter(decision.resetMs) });
  }
  ctx.state.audit('token-refused', { status: 401 });
  return new HttpProblem('unauthorized', 'This token is not known here, was revoked or has expired.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="orders", error="invalid_token"' },
  });
}
