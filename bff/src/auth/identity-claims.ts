import type { Identity } from './authentication.ts';

/** What a provider says about somebody (OpenID Connect Core §5.1). */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the claims are about; `null` when they do not say. The id is `sub`: there is one issuer, within which it is
 * unique and never given to somebody else. An address that the provider says nobody has verified is not taken as
 * theirs, since whoever may type it in at the provider would otherwise get the rights that `EDITORS` gives it.
 */
export function identityOf(claims: Claims, groupsClaim: string): Identity | null {
  const { sub: id, email_verified: isVerified = true } = claims;
  if (typeof id !== 'string' || id === '') return null;
  const email = isVerified === true || isVerified === 'true' ? textOf(claims['email']) : null;
  const name = textOf(claims['name']) ?? textOf(claims['preferred_username']) ?? email ?? id;
  return { id, name, email, groups: groupsOf(claims[groupsClaim]) };
}

/** A list of names; some providers send a single one as it is. */
function groupsOf(claim: unknown): string[] {
  const groups: unknown[] = Array.isArray(claim) ? claim : [claim];
  return groups.flatMap((group) => textOf(group) ?? []);
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : null;
}
