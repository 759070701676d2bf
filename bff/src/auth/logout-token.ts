import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { loginRefused } from './provider-failures.ts';

/** The member of `events` that makes a token a logout token (OpenID Connect Back-Channel Logout §2.4). */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** How old a token may be, and how far two clocks may be apart; in seconds. */
const MAX_AGE = 300;
const CLOCK_TOLERANCE = 30;
/** How long a token can be used, and so must be remembered. */
export const LOGOUT_TOKEN_MS = (MAX_AGE + 2 * CLOCK_TOLERANCE) * 1_000;

export interface LogoutToken {
  readonly tokenId: string;
  readonly person: string | null;
  readonly loginId: string | null;
}

/**
 * Reads what a provider says has ended.
 * @throws HttpProblem for a token that is none of this kind, an error of jose for one that is not genuine
 */
export async function verifyLogoutToken(
  token: string,
  { issuer, clientId, keys }: { issuer: string; clientId: string; keys: JWTVerifyGetKey },
): Promise<LogoutToken> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    maxTokenAge: MAX_AGE,
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['jti', 'events'],
  });
  const { jti, sub, sid, events } = payload;
  const type = (protectedHeader.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
  const isLogout =
    typeof events === 'object' &&
    events !== null &&
    LOGOUT_EVENT in events &&
    !('nonce' in payload) &&
    ['jwt', 'logout+jwt'].includes(type);
  const person = typeof sub === 'string' ? sub : null;
  const loginId = typeof sid === 'string' ? sid : null;
  if (!isLogout || typeof jti !== 'string' || (person === null && loginId === null))
    throw loginRefused('This is not a logout token.');
  return { tokenId: jti, person, loginId };
}
