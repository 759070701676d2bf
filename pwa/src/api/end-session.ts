import { PATHS } from '@orders/contract';

/** What came of telling the server that somebody leaves. */
export type SessionEnd =
  /** The session is over. `logoutUrl` is where the login provider's own ends, where it has such an address. */
  | { readonly kind: 'ended'; readonly logoutUrl: string | null }
  /** It could not be told, and has to be told again. */
  | { readonly kind: 'not-told' };

/** Has a server without sessions of its own nothing to end, it has no such address. */
const NOTHING_TO_END: ReadonlySet<number> = new Set([401, 404, 405, 410]);
const TIMEOUT_MS = 10_000;

/** Ends the session of this browser at the server. Never throws. */
export async function endSession(
  fetch: (request: Request) => Promise<Response>,
  baseUrl: string,
): Promise<SessionEnd> {
  try {
    const response = await fetch(
      new Request(new URL(PATHS.logout, baseUrl), {
        method: 'POST',
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'manual',
        // Goes through even when the window is closed the next moment.
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    );
    if (response.status === 204) return { kind: 'ended', logoutUrl: null };
    if (response.status === 200) return { kind: 'ended', logoutUrl: logoutUrlIn(await response.json()) };
    // Whatever is no JSON may have come from a captive portal.
    const isOurs = response.headers.get('content-type')?.includes('json') ?? false;
    if (isOurs && NOTHING_TO_END.has(response.status)) return { kind: 'ended', logoutUrl: null };
    return { kind: 'not-told' };
  } catch {
    return { kind: 'not-told' };
  }
}

function logoutUrlIn(body: unknown): string | null {
  const url = typeof body === 'object' && body !== null && 'logoutUrl' in body ? body.logoutUrl : null;
  return typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url) ? url : null;
}
