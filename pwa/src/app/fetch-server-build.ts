/** Which build the server has, or `null` where nobody of ours answers: a login page, a portal, a development server. */
export async function fetchServerBuild(
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<string | null> {
  try {
    // Neither a copy on the way nor the page that somebody is redirected to tells what the server has.
    const response = await fetch('/version.json', { cache: 'no-store', redirect: 'error' });
    const version: unknown = response.ok ? await response.json() : null;
    const isVersion = typeof version === 'object' && version !== null && 'build' in version;
    return isVersion && typeof version.build === 'string' ? version.build : null;
  } catch {
    return null;
  }
}
