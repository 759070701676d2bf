import type { Role } from '@orders/contract';
import type { DefaultContext, Middleware, ParameterizedContext } from 'koa';
import type { Log } from '../application/ports.ts';

/** Who a request is from. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Whether it is a person or program that has identified itself. */
  readonly isKnown: boolean;
}

/** What the middleware at the top of the stack finds out about a request. */
export interface RequestState {
  requestId: string;
  log: Log;
  /** The caller's address: the peer's, or what a trusted proxy says. */
  address: string;
  /** `null` where a login is needed and there is none. */
  principal: Principal | null;
  /** Whether the request had to wait for the very first read. */
  wasEmpty?: boolean;
}

export type OrdersContext = ParameterizedContext<RequestState, DefaultContext, unknown>;
export type OrdersMiddleware = Middleware<RequestState>;

/** Under which name a caller's requests are counted: the principal, else the address. */
export function callerOf(ctx: OrdersContext): string {
  const { principal, address } = ctx.state;
  return principal?.isKnown === true ? `id:${principal.id}` : `ip:${address}`;
}
