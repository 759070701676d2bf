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

/** Decides who may write: `*`, or ids, e-mail addresses and groups. */
export type EditorRule = (identity: Identity) => boolean;

export function createEditorRule(editors: readonly string[]): EditorRule {
  const names = new Set(editors.map((name) => name.toLowerCase()));
  if (names.has('*')) return () => true;
  return ({ id, email, groups }) =>
    [id, email ?? '', ...groups].some((name) => name !== '' && names.has(name.toLowerCase()));
}

export function principalOf(identity: Identity, mayEdit: EditorRule): Principal {
  return {
    id: identity.id,
    name: identity.name,
    role: mayEdit(identity) ? 'editor' : 'viewer',
    isKnown: true,
  };
}
