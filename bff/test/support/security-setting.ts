import { makeOrderFields } from '@orders/contract/testing';
import { createFakeOrderSource, type FakeOrderSource } from './fake-order-source.ts';
import { type Bff, startBff } from './start-bff.ts';

/** The fields by which a trusted proxy says who it is. */
export const PEOPLE_HEADERS = {
  admin: { 'X-Forwarded-User': 'root' },
  editor: { 'X-Forwarded-User': 'kim' },
  viewer: { 'X-Forwarded-User': 'sam' },
} as const;

export interface TokenAnswer {
  readonly token: string;
  readonly id: string;
}

/** Behind a proxy with an admin, an editor and a viewer, and three orders. */
export async function startBehindProxy(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ bff: Bff; source: FakeOrderSource }> {
  const source = createFakeOrderSource({ orders: [1, 2, 3].map((number) => makeOrderFields(number)) });
  const bff = await startBff({
    source,
    settings: {
      AUTH_MODE: 'proxy',
      TRUSTED_PROXIES: '127.0.0.1, ::1',
      EDITORS: 'kim, root',
      ADMINS: 'root',
      ...settings,
    },
  });
  return { bff, source };
}

/** Makes a service token as an administrator does. */
export async function makeServiceToken(
  bff: Bff,
  scopes: readonly string[],
  more: object = {},
): Promise<TokenAnswer & { readonly headers: { Authorization: string } }> {
  const body = { name: `for ${scopes.join('+')}`, scopes, ...more };
  const answer = await bff.fetch('/api/admin/tokens', {
    method: 'POST',
    body,
    headers: PEOPLE_HEADERS.admin,
  });
  if (answer.status !== 201) throw new Error(`No token: ${answer.text}`);
  const made = answer.json as TokenAnswer;
  return { ...made, headers: { Authorization: `Bearer ${made.token}` } };
}
