import { createHash } from 'node:crypto';

/** What a key is named for that somebody outside chose: of bounded length, and no secret to whoever reads the names. */
export function keyDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
