import type { Role } from '@orders/contract';
import type { DefaultContext, Middleware, ParameterizedContext } from 'koa';
import type { Log } from '../application/ports.ts';
import type { AuditEvent, AuditRecord } from '../domain/audit-record.ts';
import type { TokenScope } from '../domain/service-token.ts';

/** Who a request is from. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Whether it is a person or program that has identified itself. */
  readonly isKnown: boolean;
  /** Whether tokens and the audit trail are theirs to see. */
  readonly isAdmin: boolean;
  /** Who vouches for them: the login provider, `proxy`, `token`; `null` for nobody. */
  readonly issuer: string | null;
  /** What a service token is for; `null` for people, who may do what their role allows. */
  readonly scopes: readonly TokenScope[] | null;
}

/** One thing that a request tried to change, and what became of it. */
export interface Attempt extends Partial<AuditRecord> {
  status: number;
}

/** What the middleware at the top of the stack finds out about a request. */
export interface RequestState {
  requestId: string;
  log: Log;
  /** The caller's address: the peer's, or what a trusted proxy says. */
  address: string;
  /** `null` where a login is needed and there is none. */
  principal: Principal | null;
  /** Writes down what the caller did; who that is need not be said. */
  audit(event: AuditEvent, known: Partial<AuditRecord>): void;
  /** What the request has tried so far. */
  attempts: Attempt[];
  /** Whether the request had to wait for the very first read. */
  wasEmpty?: boolean;
  /** How a read was answered, for the log. */
  cacheResult?: string;
}

export type OrdersContext = ParameterizedContext<RequestState, DefaultContext, unknown>;
export type OrdersMiddleware = Middleware<RequestState>;

/** Under which name a caller's requests are counted: the principal, else the address. */
export function callerOf(ctx: OrdersContext): string {
  const { principal, address } = ctx.state;
  if (principal?.isKnown !== true) return `ip:${address}`;
  // A person whose id looks like a token's is still somebody else.
  return principal.scopes === null ? `id:${principal.id}` : principal.id;
}
