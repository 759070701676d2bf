import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';

/** How long a person may take at the provider. */
export const ATTEMPT_MS = 10 * 60_000;

const attemptSchema = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  /** Key of the session that the new one takes the place of. */
  replaces: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
});

/** A login that was begun and waits for the provider's word. */
export type LoginAttempt = z.infer<typeof attemptSchema>;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes the `state` parameter: the attempt itself, sealed under a key that only a cookie of this browser holds. So
 * any replica can finish what another began, several tabs can sign in at once, nobody can fill our memory with
 * attempts, and an answer carried into another browser opens nothing there.
 */
export function sealAttempt(attempt: LoginAttempt, key: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyBytes(key), iv, { authTagLength: TAG_BYTES });
  const sealed = Buffer.concat([cipher.update(JSON.stringify(attempt), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The attempt in a `state`; `null` when this key did not seal it or it is too old. */
export function openAttempt(state: string, key: string, nowMs: number): LoginAttempt | null {
  const text = decrypt(Buffer.from(state, 'base64url'), key);
  if (text === null) return null;
  const attempt = attemptSchema.parse(JSON.parse(text));
  return attempt.startedAt + ATTEMPT_MS > nowMs ? attempt : null;
}

function decrypt(bytes: Buffer, key: string): string | null {
  if (bytes.length <= IV_BYTES + TAG_BYTES) return null;
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, keyBytes(key), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function keyBytes(key: string): Buffer {
  return Buffer.from(key, 'base64url');
}
