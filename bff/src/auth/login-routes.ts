import type Router from '@koa/router';
import { PATHS } from '@orders/contract';
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { Clock } from '../application/ports.ts';
import { onlyParameters } from '../http/query-parameters.ts';
import type { OrdersContext, RequestState } from '../http/request-state.ts';
import { type HostCookie, newCookieValue } from './host-cookie.ts';
import { identityOf } from './identity-claims.ts';
import { type LoginAttempt, openAttempt, sealAttempt } from './login-attempt.ts';
import { explainToPeople } from './login-page.ts';
import type { OidcProvider } from './oidc-provider.ts';
import { loginRefused } from './provider-failures.ts';
import { logRefusal } from './refusal-log.ts';
import { localPath } from './return-path.ts';
import { type Sessions, sessionKey } from './sessions.ts';
import { safePath } from './way-through.ts';

/** Where the provider sends people back to. */
export const CALLBACK_PATH = '/auth/callback';

export interface LoginRoutesOptions {
  readonly provider: OidcProvider;
  readonly issuer: string;
  readonly groupsClaim: string;
  readonly sessions: Sessions;
  readonly sessionCookie: HostCookie;
  /** Holds the key of the attempts that this browser has begun; stays a while, for other tabs have begun some too. */
  readonly attemptCookie: HostCookie;
  readonly clock: Clock;
}

/** To the provider and back. */
export function mountLoginRoutes(router: Router<RequestState>, options: LoginRoutesOptions): void {
  const asked = (ctx: OrdersContext) => localPath(queryValue(ctx, 'returnTo') ?? '/');
  router.get(PATHS.login, explainToPeople(asked), async (ctx) => {
    await logRefusal(ctx, () => begin(ctx, options));
  });
  const begun = (ctx: OrdersContext) => attemptOf(ctx, options)?.returnTo ?? null;
  router.get(CALLBACK_PATH, explainToPeople(begun), async (ctx) => {
    await logRefusal(ctx, () => finish(ctx, options));
  });
}

async function begin(ctx: OrdersContext, options: LoginRoutesOptions): Promise<void> {
  const { provider, sessions, sessionCookie, attemptCookie, clock } = options;
  const { returnTo: asked = '/' } = onlyParameters(ctx, ['returnTo']);
  const returnTo = safePath(asked);
  await sessions.checkStore();
  const former = sessionCookie.read(ctx);
  const attempt: LoginAttempt = {
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    returnTo,
    replaces: former === null ? null : sessionKey(former),
    startedAt: clock.now(),
  };
  const key = attemptCookie.read(ctx) ?? newCookieValue();
  const url = await provider.authorizationUrl(sealAttempt(attempt, key), attempt);
  attemptCookie.set(ctx, key);
  redirect(ctx, url.href);
}

async function finish(ctx: OrdersContext, options: LoginRoutesOptions): Promise<void> {
  const { provider, sessions, sessionCookie, issuer } = options;
  const attempt = attemptOf(ctx, options);
  if (attempt === null) throw loginRefused('This login was not begun in this browser, or took too long.');
  const claims = await provider.redeem(new URLSearchParams(ctx.querystring), attempt);
  const identity = identityOf(claims, options.groupsClaim);
  if (identity === null) throw loginRefused('The login provider did not say who you are.');
  const { sid } = claims;
  const session = { issuer, identity, loginId: typeof sid === 'string' ? sid : null };
  const id = await sessions.start(session);
  const former = sessionCookie.read(ctx);
  const replaced = [attempt.replaces, former === null ? null : sessionKey(former)];
  await Promise.all(replaced.map((key) => (key === null ? undefined : sessions.end(key))));
  sessionCookie.set(ctx, id);
  ctx.state.log.info({ subject: identity.id, issuer }, 'signed in');
  ctx.state.audit('signed-in', { actor: identity.id, issuer, status: 302 });
  redirect(ctx, attempt.returnTo);
}

/** The attempt that a callback answers; `null` unless this browser began it. */
function attemptOf(ctx: OrdersContext, { attemptCookie, clock }: LoginRoutesOptions): LoginAttempt | null {
  const state = queryValue(ctx, 'state');
  const key = attemptCookie.read(ctx);
  return state === null || key === null ? null : openAttempt(state, key, clock.now());
}

/** A parameter of the query; `null` when it is missing or stands more than once. */
function queryValue(ctx: OrdersContext, name: string): string | null {
  const values = new URLSearchParams(ctx.querystring).getAll(name);
  return values.length === 1 ? (values[0] ?? null) : null;
}

function redirect(ctx: OrdersContext, address: string): void {
  ctx.status = 302;
  ctx.set('Location', address);
}
