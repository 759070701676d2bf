const MAX_LENGTH = 2_000;
/** Stands for this site while an address is taken apart; nobody else can have it (RFC 2606). */
const HERE = 'http://here.invalid';

/**
 * Where a person goes on after signing in, as a path of this site in normal form; `null` for whatever leads
 * elsewhere, or back into the login. The browser drops control characters and reads `\` as `/`, so neither may stand
 * anywhere.
 */
export function localPath(text: string): string | null {
  if (text.length > MAX_LENGTH || !text.startsWith('/') || /[\p{Cc}\\]/u.test(text)) return null;
  if (!URL.canParse(text, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  if (origin !== HERE || pathname.startsWith('//') || /^\/auth(?:\/|$)/i.test(pathname)) return null;
  return `${pathname}${search}${hash}`;
}
