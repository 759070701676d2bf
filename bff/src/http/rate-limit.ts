import type { Context, Middleware } from 'koa';
import koaRatelimit from 'koa-ratelimit';
import type { RateDecision, RateLimiter, RequestLimit } from '../application/ports.ts';

export interface RateLimitOptions {
  /** Names the policy in the answer's fields, and keeps its counts apart from those of others. */
  readonly policyName: string;
  readonly limit: RequestLimit | 'off';
  /** Who is counted: a person, a token, else an address that was not merely claimed. */
  principalOf(ctx: Context): string;
  readonly limiter: RateLimiter;
  /** Answers a refused request. `Retry-After` and the `RateLimit` fields are set already. */
  onLimited(ctx: Context, retryAfterSeconds: number): void;
}

/** What koa-ratelimit's Redis driver asks of its database, which is the command of async-ratelimiter. */
interface CountingCommand {
  ratelimiter(key: string, now: number, windowMs: number, count: number): Promise<[number, number, number]>;
}

/**
 * koa-ratelimit, with our own counting where it expects Redis. On its own it answers 500 or hangs without Redis,
 * keeps one entry for each request, and rounds `Retry-After` down so that whoever obeys it is refused again.
 *
 * Counted answers carry `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): a quota `q` in a
 * window of `w` seconds, of which `r` is left, and more from `t` seconds on.
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const { policyName, limit, principalOf, limiter, onLimited } = options;
  if (limit === 'off') return (_ctx, next) => next();
  const { count, windowMs } = limit;
  const policy = `"${policyName}";q=${count};w=${windowMs / 1000}`;

  function announce(ctx: Context, { remaining, resetMs }: RateDecision): number {
    const seconds = Math.max(1, Math.ceil(resetMs / 1000));
    ctx.set('RateLimit-Policy', policy);
    ctx.set('RateLimit', `"${policyName}";r=${remaining};t=${seconds}`);
    return seconds;
  }

  function refuse(ctx: Context, retryAfterSeconds: number): void {
    // koa-ratelimit's own figures, computed from an absolute time that it does not get from us.
    delete ctx.state['rateLimit'];
    ctx.set('Retry-After', String(retryAfterSeconds));
    onLimited(ctx, retryAfterSeconds);
  }

  return (ctx, next) => {
    let retryAfterSeconds = 1;
    const db: CountingCommand = {
      async ratelimiter(key) {
        const decision = await limiter.take(key, limit);
        retryAfterSeconds = announce(ctx, decision);
        return [decision.isAllowed ? decision.remaining + 1 : 0, retryAfterSeconds, count];
      },
    };
    const settings = {
      driver: 'redis',
      db: db as unknown as NonNullable<Parameters<typeof koaRatelimit>[0]>['db'],
      namespace: policyName,
      id: () => principalOf(ctx) || 'nobody',
      max: count,
      duration: windowMs,
      disableHeader: true,
      errorMessage: 'Too many requests',
      onLimited: () => refuse(ctx, retryAfterSeconds),
    } as const;
    return koaRatelimit(settings)(ctx, next);
  };
}
