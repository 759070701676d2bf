import type { Answer, Ask, HttpClient } from './http-client.ts';

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly isStrict: boolean;
  /** As the server wrote it. */
  readonly line: string;
}

/** Where a navigation came to an end. */
export interface Visit {
  readonly answer: Answer;
  /** Every address on the way, the last one first shown. */
  readonly addresses: readonly URL[];
  readonly url: URL;
}

/**
 * As much of a browser as a login needs: cookies with their paths and SameSite, and navigations that follow
 * redirects. The first site is the app.
 */
export class Browser {
  readonly #sites: ReadonlyMap<string, HttpClient>;
  readonly #app: string;
  readonly #cookies = new Map<string, Map<string, Cookie>>();

  constructor(sites: Readonly<Record<string, HttpClient>>) {
    this.#sites = new Map(Object.entries(sites));
    this.#app = Object.keys(sites)[0] ?? '';
  }

  /** Opens an address of the app, or any other, from a link in the app. */
  async visit(address: string, stopsAt = /^$/): Promise<Visit> {
    const addresses: URL[] = [];
    let url = new URL(address, this.#app);
    let hasBeenAbroad = false;
    for (;;) {
      addresses.push(url);
      hasBeenAbroad ||= url.origin !== this.#app;
      const isCrossSite = hasBeenAbroad && url.origin === this.#app;
      const answer = await this.#ask(url, { accept: 'text/html,*/*;q=0.8' }, isCrossSite);
      const location = answer.header('location');
      if (answer.status < 300 || answer.status > 399 || addresses.length > 20)
        return { answer, addresses, url };
      url = new URL(location, url);
      if (stopsAt.test(url.href)) return { answer, addresses: [...addresses, url], url };
    }
  }

  /** Sends a form that was shown at the same site. */
  submit(address: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const body = new URLSearchParams(fields).toString();
    const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
    return this.#ask(new URL(address), headers, false, { method: 'POST', body });
  }

  /** What the app's own script asks its server. */
  call(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const own = { accept: 'application/json', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
    return this.#ask(new URL(path, this.#app), { ...own, ...headers }, false, { method, body });
  }

  /** A cookie of the app as the server wrote it; '' where there is none. */
  cookieLine(name: string): string {
    return this.#cookies.get(this.#app)?.get(name)?.line ?? '';
  }

  cookieValue(name: string): string {
    return this.#cookies.get(this.#app)?.get(name)?.value ?? '';
  }

  cookieNames(): string[] {
    return [...(this.#cookies.get(this.#app)?.keys() ?? [])];
  }

  setCookie(name: string, value: string): void {
    this.#jar(this.#app).set(name, { value, path: '/', isStrict: false, line: '' });
  }

  async #ask(
    url: URL,
    headers: NonNullable<Ask['headers']>,
    isCrossSite: boolean,
    ask: Pick<Ask, 'method' | 'body'> = {},
  ): Promise<Answer> {
    const client = this.#sites.get(url.origin);
    if (client === undefined) throw new Error(`This browser knows no ${url.origin}.`);
    const cookie = [...this.#jar(url.origin)]
      .filter(([, { path, isStrict }]) => isWithin(url.pathname, path) && !(isStrict && isCrossSite))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await client.fetch(`${url.pathname}${url.search}`, {
      ...ask,
      headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of answer.headers['set-cookie'] ?? []) this.#store(url.origin, line);
    return answer;
  }

  #store(origin: string, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const given = new Map(attributes.map((part) => [part.split('=')[0]?.toLowerCase(), part.split('=')[1]]));
    const isGone = given.get('max-age') === '0' || Date.parse(given.get('expires') ?? '') < Date.now();
    if (isGone) this.#jar(origin).delete(name);
    else {
      const isStrict = given.get('samesite')?.toLowerCase() === 'strict';
      this.#jar(origin).set(name, { value, path: given.get('path') ?? '/', isStrict, line });
    }
  }

  #jar(origin: string): Map<string, Cookie> {
    const jar = this.#cookies.get(origin) ?? new Map<string, Cookie>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
