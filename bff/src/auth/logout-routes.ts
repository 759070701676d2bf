import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import { MEDIA_TYPES, PATHS } from '@orders/contract';
import type { SessionStore } from '../application/ports.ts';
import type { OrdersContext, RequestState } from '../http/request-state.ts';
import { readForm } from './form-body.ts';
import type { HostCookie } from './host-cookie.ts';
import { LOGOUT_TOKEN_MS } from './logout-token.ts';
import type { OidcProvider } from './oidc-provider.ts';
import { loginRefused } from './provider-failures.ts';
import { logRefusal } from './refusal-log.ts';
import { type Sessions, sessionKey } from './sessions.ts';

/** Where the provider tells us that somebody has signed out (OpenID Connect Back-Channel Logout). */
export const BACKCHANNEL_LOGOUT_PATH = '/auth/backchannel-logout';

export interface LogoutRoutesOptions {
  readonly provider: OidcProvider;
  readonly issuer: string;
  readonly sessions: Sessions;
  /** Remembers which logout tokens were used. */
  readonly store: SessionStore;
  readonly sessionCookie: HostCookie;
  readonly attemptCookie: HostCookie;
}

/** Out: by the person, and by the provider. Requests of other sites do not come this far. */
export function mountLogoutRoutes(router: Router<RequestState>, options: LogoutRoutesOptions): void {
  router.post(PATHS.logout, (ctx) => signOut(ctx, options));
  router.post(BACKCHANNEL_LOGOUT_PATH, (ctx) => logRefusal(ctx, () => endByProvider(ctx, options)));
}

/** Ends the session and says where the provider's own ends: `{ logoutUrl }`, or 204 where there is none. */
async function signOut(ctx: OrdersContext, options: LogoutRoutesOptions): Promise<void> {
  const { provider, sessions, sessionCookie, attemptCookie } = options;
  const id = sessionCookie.read(ctx);
  ctx.set('Cache-Control', 'no-store');
  // Not "storage": edits of others may wait on this device. The app itself deletes what is this person's.
  ctx.set('Clear-Site-Data', '"cache"');
  // Before the store is asked: who signs out on a shared machine must be out there whatever happens.
  sessionCookie.clear(ctx);
  attemptCookie.clear(ctx);
  ctx.status = 204;
  if (id === null) return;
  const session = await sessions.find(id).catch(() => null);
  await sessions.end(sessionKey(id));
  ctx.state.log.info({ subject: session?.identity.id ?? null, issuer: options.issuer }, 'signed out');
  ctx.state.audit('signed-out', { actor: session?.identity.id ?? null, issuer: options.issuer });
  const logoutUrl = await provider.signOutUrl();
  if (logoutUrl === null) return;
  ctx.body = JSON.stringify({ logoutUrl });
  ctx.type = MEDIA_TYPES.json;
  ctx.status = 200;
}

async function endByProvider(ctx: OrdersContext, options: LogoutRoutesOptions): Promise<void> {
  const { provider, sessions, store, issuer } = options;
  const form = await readForm(ctx);
  const { tokenId, person, loginId } = await provider.readLogoutToken(form.get('logout_token') ?? '');
  const used = `logout-token.${createHash('sha256').update(tokenId).digest('base64url')}`;
  if ((await store.get(used)) !== null) throw loginRefused('This logout token was used already.');
  await sessions.endLogin({ issuer, person, loginId });
  await store.set(used, 'used', LOGOUT_TOKEN_MS);
  ctx.state.log.info({ subject: person, issuer }, 'signed out by the provider');
  ctx.state.audit('signed-out-by-provider', { actor: person, issuer, status: 200 });
  ctx.set('Cache-Control', 'no-store');
  ctx.status = 200;
  ctx.body = '';
}
