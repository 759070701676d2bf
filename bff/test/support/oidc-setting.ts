import { makeOrderFields } from '@orders/contract/testing';
import { Browser } from './browser.ts';
import { createFakeOrderSource } from './fake-order-source.ts';
import { HttpClient } from './http-client.ts';
import { CLIENT_ID, CLIENT_SECRET, LoginProvider, type RegisteredApp } from './login-provider.ts';
import { type Bff, type BffOptions, startBff } from './start-bff.ts';

/** Where browsers believe the app to be. */
export const PUBLIC_URL = 'https://orders.example';

export const PEOPLE = {
  'u-1001': {
    name: 'Alice Ames',
    email: 'alice@example.com',
    email_verified: true,
    groups: ['warehouse', 'staff'],
  },
  'u-1002': { preferred_username: 'bob', email: 'bob@example.com', email_verified: true, groups: [] },
  'u-1003': { email: 'alice@example.com', email_verified: false },
};

export interface OidcSettingOptions extends Pick<RegisteredApp, 'authMethod'> {
  readonly settings?: Readonly<Record<string, string>>;
  /** The store as each replica reaches it. */
  readonly sessions?: readonly NonNullable<BffOptions['sessions']>[];
}

/** A company's login provider and the app as it is set up for it. */
export class OidcSetting implements AsyncDisposable {
  readonly provider: LoginProvider;
  readonly replicas: readonly Bff[];
  readonly #opened: AsyncDisposableStack;

  static async start(options: OidcSettingOptions = {}): Promise<OidcSetting> {
    await using opened = new AsyncDisposableStack();
    const provider = opened.use(await LoginProvider.start(PEOPLE));
    const replicas: Bff[] = [];
    for (const sessions of options.sessions ?? [undefined]) {
      replicas.push(opened.use(await startReplica(provider, options.settings, sessions)));
    }
    const { authMethod } = options;
    await provider.register({
      publicUrl: PUBLIC_URL,
      backchannelUrl: replicas[0]?.url ?? '',
      ...(authMethod === undefined ? {} : { authMethod }),
    });
    return new OidcSetting(provider, replicas, opened.move());
  }

  private constructor(provider: LoginProvider, replicas: readonly Bff[], opened: AsyncDisposableStack) {
    this.provider = provider;
    this.replicas = replicas;
    this.#opened = opened;
  }

  get bff(): Bff {
    return this.replicas[0] as Bff;
  }

  /** A browser in which nobody has signed in yet. */
  openBrowser(bff: Bff = this.bff): Browser {
    const clients = {
      [PUBLIC_URL]: this.#opened.use(new HttpClient(bff.url)),
      [this.provider.issuer]: this.#opened.use(new HttpClient(this.provider.issuer)),
    };
    return new Browser(clients);
  }

  /** A browser in which somebody has. */
  async signIn(person: keyof typeof PEOPLE, bff: Bff = this.bff): Promise<Browser> {
    const browser = this.openBrowser(bff);
    this.provider.person = person;
    const { answer, url } = await browser.visit('/auth/login');
    if (url.href !== `${PUBLIC_URL}/`) throw new Error(`No login: ${url.href} says ${answer.text}`);
    return browser;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

function startReplica(
  provider: LoginProvider,
  settings: OidcSettingOptions['settings'],
  sessions: BffOptions['sessions'],
): Promise<Bff> {
  return startBff({
    source: createFakeOrderSource({ orders: [makeOrderFields(1)] }),
    ...(sessions === undefined ? {} : { sessions }),
    settings: {
      AUTH_MODE: 'oidc',
      PUBLIC_URL,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      EDITORS: 'warehouse',
      ...settings,
    },
  });
}
