import type { RateLimiter } from '../application/ports.ts';
import type { Config } from '../config.ts';
import type { RateLimits } from '../http/app.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { rateLimit } from '../http/rate-limit.ts';
import { callerOf, type OrdersContext, type OrdersMiddleware } from '../http/request-state.ts';
import type { Rate } from '../settings.ts';
import type { Adapters } from './adapters.ts';

/** Following changes is cheap and has no setting of its own; this only stops a client that has gone wild. */
const CHANGES_RATE: Rate = { count: 600, windowMs: 60_000 };

/**
 * Steps of a login, by address: a whole office may come in by one at nine in the morning, somebody who tries things out
 * comes more often.
 */
const SIGN_IN_RATE: Rate = { count: 300, windowMs: 60_000 };

/** One limit a kind of request, each counted for itself. */
export function createRateLimits(
  { rateLimits, redisUrl }: Config,
  { limiter, metrics }: Pick<Adapters, 'limiter' | 'metrics'>,
): RateLimits {
  const counted = (policy: string): RateLimiter => ({
    async take(key, limit) {
      const decision = await limiter.take(key, limit);
      const isAlone = redisUrl === null || decision.isCountedAlone === true;
      const result = decision.isAllowed ? 'allowed' : 'refused';
      metrics.countLimited({ policy, result, backend: isAlone ? 'memory' : 'redis' });
      return decision;
    },
  });
  const limit = (policyName: string, rate: Rate | 'off') =>
    rateLimit({
      policyName,
      limit: rate,
      limiter: counted(policyName),
      principalOf: (ctx) => callerOf(ctx as OrdersContext),
      onLimited: () => {
        throw new HttpProblem('rate-limited', 'Too many requests of this kind: wait for Retry-After.');
      },
    }) as OrdersMiddleware;
  return {
    list: limit('list', rateLimits.list),
    summary: limit('summary', rateLimits.summary),
    changes: limit('changes', CHANGES_RATE),
    order: limit('order', rateLimits.order),
    update: limit('update', rateLimits.update),
    sync: limit('sync', rateLimits.sync),
    signIn: limit('sign-in', SIGN_IN_RATE),
  };
}
