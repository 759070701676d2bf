import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  ResponseBodyError,
  type ServerMetadata,
  WWWAuthenticateChallengeError,
} from 'openid-client';

/**
 * Shows our secret to the provider in the way that it wants. Which of the two that is (OpenID Connect Core §9) is
 * part of the registration there, and not always told in the metadata: the one that worked last is tried first.
 */
export class ClientCredentials {
  readonly #ways: readonly { readonly method: string; readonly show: ClientAuth }[];
  #current = 0;

  constructor(clientSecret: string) {
    this.#ways = [
      { method: 'client_secret_basic', show: ClientSecretBasic(clientSecret) },
      { method: 'client_secret_post', show: ClientSecretPost(clientSecret) },
    ];
  }

  readonly show: ClientAuth = (...request) => this.#ways[this.#current]?.show(...request);

  /** Makes a request, once more in the other way when the provider does not take the first and knows the other. */
  async present<T>(server: ServerMetadata, request: () => Promise<T>): Promise<T> {
    const tried = this.#current;
    try {
      return await request();
    } catch (error) {
      const other = this.#ways[1 - tried]?.method ?? '';
      const isTaken = server.token_endpoint_auth_methods_supported?.includes(other) ?? true;
      if (!isBadClient(error) || !isTaken) throw error;
      this.#current = 1 - tried;
      return await request();
    }
  }
}

/** Whether the provider turned down who we say we are. */
function isBadClient(error: unknown): boolean {
  return (
    (error instanceof ResponseBodyError && error.error === 'invalid_client') ||
    (error instanceof WWWAuthenticateChallengeError && error.status === 401)
  );
}
