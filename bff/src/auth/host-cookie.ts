import { randomBytes } from 'node:crypto';
import type { OrdersContext } from '../http/request-state.ts';

/** What every cookie of ours holds: 256 bits that nobody can guess, in base64url. */
const VALUE = /^[A-Za-z0-9_-]{43}$/;

export interface HostCookieOptions {
  readonly name: string;
  /** Whether browsers reach us by TLS; without it they take neither `__Host-` nor `Secure`. */
  readonly isTls: boolean;
  readonly sameSite: 'Strict' | 'Lax';
  readonly maxAgeMs: number;
}

/** A cookie that only this host's server can set and read. */
export class HostCookie {
  readonly name: string;
  readonly #attributes: string;
  readonly #maxAgeSeconds: number;

  constructor({ name, isTls, sameSite, maxAgeMs }: HostCookieOptions) {
    this.name = isTls ? `__Host-${name}` : name;
    this.#attributes = `Path=/; HttpOnly; SameSite=${sameSite}${isTls ? '; Secure' : ''}`;
    this.#maxAgeSeconds = Math.floor(maxAgeMs / 1_000);
  }

  /** The value that a request brings; `null` for none, a malformed one, or two that contradict each other. */
  read(ctx: OrdersContext): string | null {
    const values = new Set(
      ctx
        .get('Cookie')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${this.name}=`))
        .map((pair) => pair.slice(this.name.length + 1)),
    );
    const [value = ''] = values;
    return values.size === 1 && VALUE.test(value) ? value : null;
  }

  set(ctx: OrdersContext, value: string): void {
    ctx.append('Set-Cookie', `${this.name}=${value}; Max-Age=${this.#maxAgeSeconds}; ${this.#attributes}`);
  }

  clear(ctx: OrdersContext): void {
    ctx.append('Set-Cookie', `${this.name}=; Max-Age=0; ${this.#attributes}`);
  }
}

export function newCookieValue(): string {
  return randomBytes(32).toString('base64url');
}
