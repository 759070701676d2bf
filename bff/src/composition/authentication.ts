import { anonymousAuthentication } from '../auth/anonymous.ts';
import { type Authentication, createEditorRule } from '../auth/authentication.ts';
import { proxyAuthentication } from '../auth/proxy.ts';
import type { Config } from '../config.ts';
import type { Adapters } from './adapters.ts';

/** The way of finding out who is asking that the settings ask for. */
export async function createAuthentication(
  { auth, server }: Config,
  { sessions, clock }: Pick<Adapters, 'sessions' | 'clock'>,
): Promise<Authentication> {
  const mayEdit = createEditorRule(auth.editors);
  switch (auth.mode) {
    case 'none':
      return anonymousAuthentication(auth.editors);
    case 'proxy':
      return proxyAuthentication({
        trustedProxies: server.trustedProxies.ranges,
        headers: auth.proxyHeaders,
        mayEdit,
      });
    case 'oidc': {
      // Its libraries are loaded only where somebody signs in by it.
      const { oidcAuthentication } = await import('../auth/oidc.ts');
      const clientSecret = auth.oidc.clientSecret.reveal();
      return oidcAuthentication({ ...auth.oidc, clientSecret, store: sessions, clock, mayEdit });
    }
  }
}
