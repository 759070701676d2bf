import type { Clock, SessionStore } from '../application/ports.ts';
import type { OrdersContext, Principal } from '../http/request-state.ts';
import { type Authentication, principalOf, type Rights } from './authentication.ts';
import { HostCookie } from './host-cookie.ts';
import { ATTEMPT_MS } from './login-attempt.ts';
import { CALLBACK_PATH, mountLoginRoutes } from './login-routes.ts';
import { mountLogoutRoutes } from './logout-routes.ts';
import { OidcProvider } from './oidc-provider.ts';
import { ABSOLUTE_MS, Sessions } from './sessions.ts';

export interface OidcAuthenticationOptions {
  /** Where browsers reach us. */
  readonly publicUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly groupsClaim: string;
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly rights: Rights;
}

/** Only answers under these depend on who asks; for everything else no session is looked up. */
const API_PATHS = /^\/api(?:\/|$)/;
const HEALTH_PATHS = /^\/health(?:\/|$)/;

/**
 * Login at the company's own provider by OpenID Connect, and sessions on this side: the browser holds the id of its
 * session and nothing else, and what somebody may do is decided anew at each request.
 */
export function oidcAuthentication(options: OidcAuthenticationOptions): Authentication {
  const { publicUrl, issuer, store, clock, rights } = options;
  const { origin, protocol } = new URL(publicUrl);
  const isTls = protocol === 'https:';
  const provider = new OidcProvider({
    ...options,
    redirectUri: `${origin}${CALLBACK_PATH}`,
    postLogoutRedirectUri: `${origin}/`,
  });
  const sessions = new Sessions(store, clock);
  const sessionCookie = new HostCookie({ name: 'sid', isTls, sameSite: 'Strict', maxAgeMs: ABSOLUTE_MS });
  // The way back from the provider begins at another site, so this one has to be sent on such a navigation.
  const attemptCookie = new HostCookie({ name: 'login', isTls, sameSite: 'Lax', maxAgeMs: ATTEMPT_MS });

  async function identify(ctx: OrdersContext): Promise<Principal | null> {
    const id = sessionCookie.read(ctx);
    const session = id === null ? null : await sessions.find(id);
    return session === null || session.issuer !== issuer
      ? null
      : principalOf(session.identity, issuer, rights);
  }

  return {
    middleware: async function oidcAuthentication(ctx, next) {
      if (API_PATHS.test(ctx.path)) ctx.state.principal = await identify(ctx);
      // How this replica is must be told even when the store of the sessions is what is not well.
      else if (HEALTH_PATHS.test(ctx.path)) ctx.state.principal = await identify(ctx).catch(() => null);
      await next();
    },
    mount(router) {
      const shared = { provider, sessions, sessionCookie, attemptCookie, issuer };
      mountLoginRoutes(router, { ...shared, groupsClaim: options.groupsClaim, clock });
      mountLogoutRoutes(router, { ...shared, store });
    },
  };
}
