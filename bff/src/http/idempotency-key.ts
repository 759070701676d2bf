import { createHash } from 'node:crypto';
import { HEADERS } from '@orders/contract';
import { HttpProblem } from './http-problem.ts';
import { callerOf, type OrdersContext } from './request-state.ts';

const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const PLAIN = /^[\x21\x23-\x7e]{1,255}$/;

/**
 * The key of a request, or `null` when it has none. The draft's quoted form and the plain one that most clients
 * send name the same key.
 * @throws HttpProblem 400 when it is neither
 */
export function readIdempotencyKey(ctx: OrdersContext): string | null {
  const field = ctx.get(HEADERS.idempotencyKey).trim();
  if (field === '') return null;
  const quoted = QUOTED.exec(field)?.[1]?.replace(/\\(["\\])/g, '$1');
  const key = quoted ?? (PLAIN.test(field) ? field : '');
  if (key === '' || key.length > 255) {
    throw new HttpProblem('bad-request', `${HEADERS.idempotencyKey} must be a text of 1 to 255 characters.`, {
      errors: [{ field: HEADERS.idempotencyKey, message: 'must be a text of 1 to 255 characters' }],
    });
  }
  return key;
}

/** The key as it is kept: one caller's keys are nobody else's. */
export function scopedKey(ctx: OrdersContext, key: string): string {
  return digest(`${callerScope(ctx)}\n${key}`);
}

/** What tells two requests under one key apart: where they go and what they ask for. */
export function fingerprintOf(method: string, target: string, body: unknown): string {
  return digest(JSON.stringify([method, target, canonical(body)]));
}

/** Without a login everybody is one caller: a laptop keeps its keys when its address changes. */
function callerScope(ctx: OrdersContext): string {
  return ctx.state.principal?.isKnown === true ? callerOf(ctx) : 'anonymous';
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
