import { HttpProblem } from '../http/http-problem.ts';
import type { OrdersContext } from '../http/request-state.ts';

/**
 * Does a step of a login or logout and logs why it came to nothing. Only names and messages are logged: an error of
 * these libraries may hold what the provider sent, tokens included.
 */
export async function logRefusal(ctx: OrdersContext, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (error instanceof HttpProblem) {
      const fields = { ...describe(error.cause), detail: error.message };
      if (error.status >= 500) ctx.state.log.error(fields, 'login provider failed');
      else ctx.state.log.warn(fields, 'login refused');
      ctx.state.audit('sign-in-refused', { status: error.status, detail: error.type });
    }
    throw error;
  }
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return {};
  const { name, message, cause } = error;
  const { code, error: providerError } = error as { code?: unknown; error?: unknown };
  return {
    reason: `${name}: ${message}`,
    cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined,
    code,
    providerError,
  };
}
