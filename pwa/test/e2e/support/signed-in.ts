import type { BrowserContext } from '@playwright/test';
import type { Settings } from './start-stack.ts';

/** People are told apart by what a proxy on this machine says of them, so a test can switch who is there. */
export const PROXY_LOGIN: Settings = { AUTH_MODE: 'proxy', TRUSTED_PROXIES: '127.0.0.1' };

/** From now on this browser is somebody's. */
export async function signIn(context: BrowserContext, person: { id: string; name: string }): Promise<void> {
  await context.setExtraHTTPHeaders({ 'X-Forwarded-User': person.id, 'X-Forwarded-Email': person.name });
}
