import { randomUUID } from 'node:crypto';
import type { BlockList } from 'node:net';
import { isIPv6 } from 'node:net';
import { HEADERS } from '@orders/contract';
import type { Audit } from '../application/audit.ts';
import type { ParentLog } from '../application/decision-journal.ts';
import type { OrdersContext, OrdersMiddleware, RequestState } from './request-state.ts';

const REQUEST_ID = /^[A-Za-z0-9._~:+/=-]{1,128}$/;

/** Names the request, gives it a log of its own, and finds out which address it came from. */
export function requestContext(options: {
  log: ParentLog;
  audit: Audit;
  trustedProxies: BlockList;
}): OrdersMiddleware {
  return async function requestContext(ctx, next) {
    const given = ctx.get(HEADERS.requestId);
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.state.requestId = requestId;
    ctx.state.log = options.log.child({ requestId });
    ctx.state.address = clientAddress(ctx, options.trustedProxies);
    ctx.state.principal = null;
    ctx.state.attempts = [];
    ctx.state.audit = (event, known) => options.audit.record(event, { ...callerFields(ctx.state), ...known });
    ctx.set(HEADERS.requestId, requestId);
    await next();
  };
}

/** Who is asking, as the audit trail has it. */
function callerFields({ principal, address, requestId }: RequestState) {
  return {
    address,
    requestId,
    ...(principal === null ? {} : { actor: principal.id, issuer: principal.issuer, role: principal.role }),
  };
}

/** Whether an address belongs to a proxy whose word is taken. */
export function isTrusted(proxies: BlockList, address: string): boolean {
  return proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** The peer's address as it is written without IPv4-in-IPv6. */
export function peerAddress(ctx: OrdersContext): string {
  return (ctx.req.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/**
 * The address nearest to us that is not a trusted proxy, read from the right: whatever a client writes into
 * X-Forwarded-For itself stands further left.
 */
function clientAddress(ctx: OrdersContext, proxies: BlockList): string {
  let address = peerAddress(ctx);
  const hops = ctx
    .get('X-Forwarded-For')
    .split(',')
    .map((hop) => hop.trim());
  while (isTrusted(proxies, address)) {
    const hop = hops.pop();
    if (hop === undefined || hop === '') return address;
    address = hop;
  }
  return address;
}
