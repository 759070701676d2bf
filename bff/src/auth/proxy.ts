import type { BlockList } from 'node:net';
import { HttpProblem } from '../http/http-problem.ts';
import { isTrusted, peerAddress } from '../http/request-context.ts';
import type { OrdersContext } from '../http/request-state.ts';
import { type Authentication, principalOf, type Rights } from './authentication.ts';
import { mountWayThrough } from './way-through.ts';

export interface ProxyAuthenticationOptions {
  readonly trustedProxies: BlockList;
  readonly headers: { readonly user: string; readonly email: string; readonly groups: string };
  readonly rights: Rights;
}

/**
 * Identity from the header fields of a proxy in front. Only the address of the peer decides whether they are
 * believed; from anybody else they are as good as absent.
 */
export function proxyAuthentication(options: ProxyAuthenticationOptions): Authentication {
  const names = Object.values(options.headers);
  return {
    middleware: async function proxyAuthentication(ctx, next) {
      if (isTrusted(options.trustedProxies, peerAddress(ctx))) {
        refuseAmbiguous(ctx, names);
        const id = ctx.get(options.headers.user).trim();
        if (id !== '')
          ctx.state.principal = principalOf(identityOf(ctx, options, id), 'proxy', options.rights);
      }
      await next();
    },
    mount: mountWayThrough,
  };
}

function identityOf(ctx: OrdersContext, { headers }: ProxyAuthenticationOptions, id: string) {
  const email = ctx.get(headers.email).trim();
  const groups = ctx
    .get(headers.groups)
    .split(/[,;|]/)
    .map((group) => group.trim());
  return { id, name: email === '' ? id : email, email: email === '' ? null : email, groups };
}

/** A field that stands twice, or once more spelt with underscores, may be somebody's attempt to be someone else. */
function refuseAmbiguous(ctx: OrdersContext, names: readonly string[]): void {
  const { rawHeaders } = ctx.req;
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = (rawHeaders[index] ?? '').toLowerCase();
    const name = raw.replaceAll('_', '-');
    if (!names.includes(name)) continue;
    if (seen.has(name) || raw !== name) {
      throw new HttpProblem('bad-request', 'An identity field stands twice.', {
        errors: [{ field: name, message: 'ambiguous' }],
      });
    }
    seen.add(name);
  }
}
