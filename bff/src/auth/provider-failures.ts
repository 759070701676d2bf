import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { HttpProblem, retryAfter } from '../http/http-problem.ts';

/** What to say to somebody while the provider is away. */
const RETRY_MS = 15_000;

/** What openid-client and jose call it when the provider did not answer, or not as a provider does. */
const UNAVAILABLE_CODES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'ERR_JWKS_TIMEOUT',
  'ERR_JOSE_GENERIC',
]);

export function loginUnavailable(cause: unknown): HttpProblem {
  return new HttpProblem(
    'login-unavailable',
    'The login provider does not answer as it should. Whoever is signed in stays signed in; try again in a moment.',
    { headers: retryAfter(RETRY_MS), cause },
  );
}

export function loginRefused(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem('login-refused', detail, { cause });
}

/** Says in HTTP why a login came to nothing: because of the provider, or of what the browser brought. */
export function explainLoginFailure(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof AuthorizationResponseError) return explainRedirect(error);
  if (error instanceof ResponseBodyError && error.error === 'invalid_grant')
    return loginRefused('This login was used already, or took too long.', error);
  if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError)
    return loginUnavailable(error);
  return isUnavailable(error)
    ? loginUnavailable(error)
    : loginRefused('The login provider sent something that cannot be trusted.', error);
}

/** A failed `fetch` is a TypeError. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  return error instanceof Error && 'code' in error && UNAVAILABLE_CODES.has(String(error.code));
}

/** The provider sent the person back with an error (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
function explainRedirect(error: AuthorizationResponseError): HttpProblem {
  switch (error.error) {
    case 'access_denied':
      return new HttpProblem('forbidden', 'The login provider did not let you in.', { cause: error });
    case 'server_error':
    case 'temporarily_unavailable':
      return loginUnavailable(error);
    default:
      return loginRefused('The login provider refused this login.', error);
  }
}
