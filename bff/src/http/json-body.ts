import { MEDIA_TYPES } from '@orders/contract';
import getRawBody from 'raw-body';
import { HttpProblem } from './http-problem.ts';
import type { OrdersContext } from './request-state.ts';

export const MAX_BODY_BYTES = 1_000_000;
const MAX_DEPTH = 8;
const POLLUTING_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The body of a request as parsed JSON.
 * @throws HttpProblem 415 for another media type or a coding, 413 above 1 MB, 400 for what is no JSON
 */
export async function readJsonBody(ctx: OrdersContext, mediaTypes: readonly string[]): Promise<unknown> {
  checkMediaType(ctx, mediaTypes);
  const text = await readText(ctx);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new HttpProblem('bad-request', 'The body is not valid JSON.', {
      errors: [{ field: '', message: 'not valid JSON' }],
      cause,
    });
  }
  refusePollution(body, 0);
  return body;
}

function checkMediaType(ctx: OrdersContext, mediaTypes: readonly string[]): void {
  const headers = ctx.method === 'PATCH' ? { 'Accept-Patch': mediaTypes.join(', ') } : {};
  const [type = '', ...parameters] = ctx.get('Content-Type').toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (!mediaTypes.includes(type.trim()) || !isUtf8) {
    throw new HttpProblem('unsupported-media-type', `Send ${mediaTypes.join(' or ')} in UTF-8.`, { headers });
  }
  const coding = ctx.get('Content-Encoding').toLowerCase();
  if (coding !== '' && coding !== 'identity') {
    throw new HttpProblem('unsupported-media-type', 'Send the body without a content coding.', {
      headers: { ...headers, 'Accept-Encoding': 'identity' },
    });
  }
}

async function readText(ctx: OrdersContext): Promise<string> {
  const length = ctx.get('Content-Length');
  try {
    return await getRawBody(ctx.req, {
      limit: MAX_BODY_BYTES,
      encoding: 'utf-8',
      ...(length === '' ? {} : { length }),
    });
  } catch (cause) {
    if (isTooLarge(cause)) throw bodyTooLarge(cause);
    throw new HttpProblem('bad-request', 'The body did not arrive whole.', { cause });
  }
}

/** The connection ends with it: what is still to come of the body is not waited for. */
export function bodyTooLarge(cause?: unknown): HttpProblem {
  return new HttpProblem('content-too-large', `A body has at most ${MAX_BODY_BYTES} bytes.`, {
    headers: { Connection: 'close' },
    cause,
  });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'entity.too.large';
}

/** Names that could reach an object's prototype have no business in a body. */
function refusePollution(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw new HttpProblem('bad-request', 'The body is nested too deeply.');
  for (const [key, child] of Object.entries(value)) {
    if (POLLUTING_KEYS.has(key)) {
      throw new HttpProblem('bad-request', 'The body has a forbidden field.', {
        errors: [{ field: key, message: 'forbidden name' }],
      });
    }
    refusePollution(child, depth + 1);
  }
}

export const JSON_TYPES = [MEDIA_TYPES.json] as const;
export const PATCH_TYPES = [MEDIA_TYPES.mergePatch, MEDIA_TYPES.json] as const;
