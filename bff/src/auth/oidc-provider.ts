import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as openid from 'openid-client';
import type { Clock } from '../application/ports.ts';
import { ClientCredentials } from './client-credentials.ts';
import type { Claims } from './identity-claims.ts';
import type { LoginAttempt } from './login-attempt.ts';
import { type LogoutToken, verifyLogoutToken } from './logout-token.ts';
import { explainLoginFailure, loginUnavailable } from './provider-failures.ts';

export interface OidcProviderOptions {
  /** By https, or by http on loopback: the settings see to that. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly groupsClaim: string;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly clock: Clock;
}

const TIMEOUT_SECONDS = 5;
/** However many people sign in at once, the provider is asked for its metadata no more often than this. */
const METADATA_MS = 1_000;

/**
 * The company's login provider, by OpenID Connect: code flow with PKCE. It is asked for nothing before somebody signs
 * in, so it may be away at the start. No token leaves this class. All methods throw HttpProblems.
 */
export class OidcProvider {
  readonly #options: OidcProviderOptions;
  readonly #credentials: ClientCredentials;
  #configuration: openid.Configuration | null = null;
  #discoveredAt = 0;
  #discovering: Promise<openid.Configuration> | null = null;
  #keys: { readonly url: string; readonly get: JWTVerifyGetKey } | null = null;

  constructor(options: OidcProviderOptions) {
    this.#options = options;
    this.#credentials = new ClientCredentials(options.clientSecret);
  }

  /** Where to send a browser to sign in. Asks the provider first, so that nobody is sent to one that is away. */
  async authorizationUrl(state: string, attempt: LoginAttempt): Promise<URL> {
    const configuration = await this.#discover();
    const parameters = {
      redirect_uri: this.#options.redirectUri,
      scope: scopeOf(configuration.serverMetadata(), this.#options.groupsClaim),
      state,
      nonce: attempt.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    };
    try {
      return openid.buildAuthorizationUrl(configuration, parameters);
    } catch (error) {
      throw loginUnavailable(error);
    }
  }

  /** What the provider says about whoever came back with this query; its `state` held the attempt. */
  async redeem(query: URLSearchParams, attempt: LoginAttempt): Promise<Claims> {
    const configuration = await this.#known();
    const server = configuration.serverMetadata();
    const callbackUrl = new URL(`${this.#options.redirectUri}?${query}`);
    const checks = {
      expectedState: query.get('state') ?? '',
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    };
    try {
      const tokens = await this.#credentials.present(server, () =>
        openid.authorizationCodeGrant(configuration, callbackUrl, checks),
      );
      const claims = tokens.claims() ?? { sub: '' };
      if (server.userinfo_endpoint === undefined) return claims;
      return { ...(await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
    } catch (error) {
      throw explainLoginFailure(error);
    }
  }

  /** Where to send a browser to sign out there as well; `null` when the provider has no such place or is away. */
  async signOutUrl(): Promise<string | null> {
    const { postLogoutRedirectUri } = this.#options;
    try {
      const configuration = await this.#known();
      return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: postLogoutRedirectUri })
        .href;
    } catch {
      return null;
    }
  }

  /** What the provider says has ended. */
  async readLogoutToken(token: string): Promise<LogoutToken> {
    const server = (await this.#known()).serverMetadata();
    const { clientId } = this.#options;
    try {
      return await verifyLogoutToken(token, {
        issuer: server.issuer,
        clientId,
        keys: this.#keysAt(server.jwks_uri),
      });
    } catch (error) {
      throw explainLoginFailure(error);
    }
  }

  /** The provider as it was found last, else as it is. */
  #known(): Promise<openid.Configuration> {
    return this.#configuration === null ? this.#discover() : Promise.resolve(this.#configuration);
  }

  /** The provider as it is now; those who ask meanwhile share one request. */
  #discover(): Promise<openid.Configuration> {
    const { clock } = this.#options;
    if (this.#configuration !== null && clock.now() - this.#discoveredAt < METADATA_MS)
      return Promise.resolve(this.#configuration);
    this.#discovering ??= this.#requestMetadata().finally(() => {
      this.#discovering = null;
    });
    return this.#discovering;
  }

  async #requestMetadata(): Promise<openid.Configuration> {
    const { issuer, clientId, clock } = this.#options;
    const execute = [openid.enableNonRepudiationChecks];
    if (this.#isByHttp) execute.push(openid.allowInsecureRequests);
    try {
      const found = await openid.discovery(new URL(issuer), clientId, undefined, this.#credentials.show, {
        timeout: TIMEOUT_SECONDS,
        execute,
      });
      const keys = this.#configuration === null ? undefined : openid.getJwksCache(this.#configuration);
      if (keys !== undefined) openid.setJwksCache(found, keys);
      this.#configuration = found;
      this.#discoveredAt = clock.now();
      return found;
    } catch (error) {
      throw loginUnavailable(error);
    }
  }

  /** The keys that the provider signs with, fetched when one is needed. */
  #keysAt(url: string | undefined): JWTVerifyGetKey {
    if (url === undefined || !(url.startsWith('https:') || this.#isByHttp))
      throw loginUnavailable(new Error('The provider names no place for its keys that can be trusted.'));
    if (this.#keys?.url !== url)
      this.#keys = {
        url,
        get: createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_SECONDS * 1_000 }),
      };
    return this.#keys.get;
  }

  get #isByHttp(): boolean {
    return this.#options.issuer.startsWith('http:');
  }
}

/** What to ask for: who somebody is, and the groups where the provider has a scope of that name. */
function scopeOf({ scopes_supported: supported }: openid.ServerMetadata, groupsClaim: string): string {
  const isOffered = (scope: string) => supported?.includes(scope) ?? true;
  const scopes = ['openid', 'profile', 'email'].filter((scope) => scope === 'openid' || isOffered(scope));
  if (supported?.includes(groupsClaim) === true) scopes.push(groupsClaim);
  return scopes.join(' ');
}
