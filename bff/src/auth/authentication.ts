import type Router from '@koa/router';
import type { OrdersMiddleware, Principal, RequestState } from '../http/request-state.ts';

/** One way of finding out who is asking. */
export interface Authentication {
  /** Sets `ctx.state.principal`; leaves it `null` where a login is needed and there is none. */
  readonly middleware: OrdersMiddleware;
  /** Mounts the addresses that a login needs. */
  mount(router: Router<RequestState>): void;
}

/** Who somebody is, as the login says. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** Decides whom a list of `*`, or of ids, e-mail addresses and groups, names. */
export type NameRule = (identity: Identity) => boolean;

/** What somebody may do; asked anew at each request. */
export interface Rights {
  readonly mayEdit: NameRule;
  readonly isAdmin: NameRule;
}

export function createNameRule(list: readonly string[]): NameRule {
  const names = new Set(list.map((name) => name.toLowerCase()));
  if (names.has('*')) return () => true;
  return ({ id, email, groups }) =>
    [id, email ?? '', ...groups].some((name) => name !== '' && names.has(name.toLowerCase()));
}

export function principalOf(identity: Identity, issuer: string, rights: Rights): Principal {
  return {
    id: identity.id,
    name: identity.name,
    role: rights.mayEdit(identity) ? 'editor' : 'viewer',
    isKnown: true,
    isAdmin: rights.isAdmin(identity),
    issuer,
    scopes: null,
  };
}
