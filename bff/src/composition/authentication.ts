import type { ServiceTokens } from '../application/service-tokens.ts';
import { anonymousAuthentication } from '../auth/anonymous.ts';
import { type Authentication, createNameRule, type Rights } from '../auth/authentication.ts';
import { withServiceTokens } from '../auth/bearer-token.ts';
import { proxyAuthentication } from '../auth/proxy.ts';
import type { Config } from '../config.ts';
import type { Adapters } from './adapters.ts';

/** Finds out who is asking: scripts by their tokens, people in the way that the settings ask for. */
export async function createAuthentication(
  config: Config,
  adapters: Pick<Adapters, 'sessions' | 'clock' | 'limiter'> & { tokens: ServiceTokens },
): Promise<Authentication> {
  return withServiceTokens(await authenticationOfPeople(config, adapters), adapters);
}

async function authenticationOfPeople(
  { auth, server }: Config,
  { sessions, clock }: Pick<Adapters, 'sessions' | 'clock'>,
): Promise<Authentication> {
  const rights: Rights = { mayEdit: createNameRule(auth.editors), isAdmin: createNameRule(auth.admins) };
  switch (auth.mode) {
    case 'none':
      return anonymousAuthentication(auth.editors, auth.admins);
    case 'proxy':
      return proxyAuthentication({
        trustedProxies: server.trustedProxies.ranges,
        headers: auth.proxyHeaders,
        rights,
      });
    case 'oidc': {
      // Its libraries are loaded only where somebody signs in by it.
      const { oidcAuthentication } = await import('../auth/oidc.ts');
      const clientSecret = auth.oidc.clientSecret.reveal();
      return oidcAuthentication({ ...auth.oidc, clientSecret, store: sessions, clock, rights });
    }
  }
}
