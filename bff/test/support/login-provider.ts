import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type ProviderContext } from 'oidc-provider';
import { createProviderStorage } from './provider-storage.ts';

/** Somebody who has an account, by their claims. */
export type Person = Readonly<Record<string, unknown>>;

export interface RegisteredApp {
  /** Where browsers reach it. */
  readonly publicUrl: string;
  /** Where the provider itself reaches it; none = it is not told when somebody signs out. */
  readonly backchannelUrl?: string;
  readonly authMethod?: 'client_secret_basic' | 'client_secret_post';
}

export const CLIENT_ID = 'orders';
export const CLIENT_SECRET = 'canary-client-secret-0123456789';
export const KEY_ID = 'signing-key';

/** A real OpenID provider on loopback, which lets in whoever a test says. */
export class LoginProvider implements AsyncDisposable {
  readonly issuer: string;
  readonly privateKey: CryptoKey;
  /** Who signs in next; `null` = the person presses "Cancel". */
  person: string | null = null;
  /** Called on every ID token that goes out. */
  tamper: (idToken: string) => Promise<string> = async (idToken) => idToken;
  /** Errors that the provider ran into, and back-channel calls that failed. */
  readonly errors: string[] = [];
  readonly #server;
  readonly #port: number;
  readonly #people: Readonly<Record<string, Person>>;
  #handle: RequestListener = (_request, response) => void response.writeHead(503).end();

  static async start(people: Readonly<Record<string, Person>>): Promise<LoginProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return new LoginProvider(server, privateKey, people);
  }

  private constructor(
    server: ReturnType<typeof createServer>,
    privateKey: CryptoKey,
    people: Readonly<Record<string, Person>>,
  ) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#people = people;
    this.issuer = `http://127.0.0.1:${this.#port}`;
    this.privateKey = privateKey;
    server.on('request', (request, response) => this.#handle(request, response));
  }

  /** Makes an app known; forgets everybody who was signed in. */
  async register(app: RegisteredApp): Promise<void> {
    const key = { ...(await exportJWK(this.privateKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
    const provider = new Provider(this.issuer, this.#configuration(app, key));
    for (const event of ['server_error', 'backchannel.error', 'grant.error', 'authorization.error']) {
      provider.on(event, (...values) => void this.errors.push(`${event}: ${values.filter(isError).join()}`));
    }
    provider.use(async (ctx, next) => {
      await next();
      const body = ctx.body as { id_token?: string } | undefined;
      if (ctx.path === '/token' && body?.id_token !== undefined)
        body.id_token = await this.tamper(body.id_token);
    });
    const answer = provider.callback();
    this.#handle = (request, response) => {
      const isBasic = request.headers.authorization?.startsWith('Basic ') === true;
      // This provider itself takes the secret in either way; others insist on the one that was registered.
      if (isBasic && app.authMethod === 'client_secret_post') refuseClient(response);
      else if (request.url?.startsWith('/interaction/')) void this.#interact(provider, request, response);
      else answer(request, response);
    };
  }

  /** Nobody answers any more. */
  async goAway(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.goAway();
  }

  async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const result =
      this.person === null
        ? { error: 'access_denied' }
        : { login: { accountId: this.person, remember: true } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  #configuration({ publicUrl, backchannelUrl, authMethod }: RegisteredApp, key: object): object {
    return {
      adapter: createProviderStorage(),
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${publicUrl}/auth/callback`],
          post_logout_redirect_uris: [`${publicUrl}/`],
          ...(authMethod === undefined ? {} : { token_endpoint_auth_method: authMethod }),
          ...(backchannelUrl === undefined
            ? {}
            : {
                backchannel_logout_uri: `${backchannelUrl}/auth/backchannel-logout`,
                backchannel_logout_session_required: true,
              }),
        },
      ],
      jwks: { keys: [key] },
      cookies: { keys: ['a key for cookies of this test'] },
      claims: {
        openid: ['sub'],
        profile: ['name', 'preferred_username'],
        email: ['email', 'email_verified'],
        groups: ['groups'],
      },
      scopes: ['openid'],
      findAccount: (_ctx: unknown, id: string) => {
        const claims = this.#people[id];
        return claims && { accountId: id, claims: async () => ({ sub: id, ...claims }) };
      },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: { enabled: true, logoutSource: askBeforeLogout },
      },
      interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      loadExistingGrant: grantEverything,
      // The provider's own guard would keep it from telling an app on loopback.
      fetch: (url: string, { dispatcher: _guard, ...options }: RequestInit & { dispatcher?: unknown }) =>
        fetch(url, options),
      ttl: { AccessToken: 600, IdToken: 600, Session: 3600, Grant: 3600, Interaction: 600 },
    };
  }
}

function refuseClient(response: ServerResponse): void {
  response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic' });
  response.end('{"error":"invalid_client"}');
}

async function grantEverything({ oidc }: ProviderContext) {
  const { clientId } = oidc.client;
  const former = oidc.session.grantIdFor(clientId);
  if (former !== undefined) return oidc.provider.Grant.find(former);
  const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid profile email groups');
  await grant.save();
  return grant;
}

async function askBeforeLogout(ctx: ProviderContext, form: string) {
  ctx.body = `<!doctype html><title>Sign out?</title>${form}`;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
