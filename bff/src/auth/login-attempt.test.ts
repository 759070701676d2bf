import { describe, expect, test } from 'vitest';
import { newCookieValue } from './host-cookie.ts';
import { ATTEMPT_MS, type LoginAttempt, openAttempt, sealAttempt } from './login-attempt.ts';

const attempt: LoginAttempt = {
  nonce: 'nonce',
  codeVerifier: 'verifier',
  returnTo: '/orders/ORD-000001?q=Zoë',
  replaces: null,
  startedAt: 1_000,
};
const key = newCookieValue();

describe('login attempt', () => {
  test('comes back as it was, for whoever holds the key and in time', () => {
    const state = sealAttempt(attempt, key);
    expect(state).toMatch(/^[\w-]+$/);
    expect(openAttempt(state, key, 1_000)).toEqual(attempt);
    expect(openAttempt(state, key, 1_000 + ATTEMPT_MS - 1)).toEqual(attempt);
    expect(openAttempt(state, key, 1_000 + ATTEMPT_MS)).toBeNull();
    expect(openAttempt(state, newCookieValue(), 1_000)).toBeNull();
  });

  test('shows nothing of itself, and never looks the same twice', () => {
    const state = sealAttempt(attempt, key);
    expect(Buffer.from(state, 'base64url').toString('latin1')).not.toMatch(/nonce|verifier|orders/);
    expect(sealAttempt(attempt, key)).not.toBe(state);
  });

  test('with any byte changed, cut off or added is none', () => {
    const bytes = Buffer.from(sealAttempt(attempt, key), 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(openAttempt(changed.toString('base64url'), key, 1_000)).toBeNull();
      expect(openAttempt(bytes.subarray(0, index).toString('base64url'), key, 1_000)).toBeNull();
    }
    expect(openAttempt(Buffer.concat([bytes, bytes]).toString('base64url'), key, 1_000)).toBeNull();
  });

  test.each(['', 'x', '%', 'null', '{}', '\u0000'])('is not in %j', (state) => {
    expect(openAttempt(state, key, 1_000)).toBeNull();
  });
});
