import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { unparsableBody } from './api-failure.ts';

/** The body is longer than the service takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Reads to the end even when the body is too long, so that the answer reaches a client that is still sending. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  }
  if (length > maxBytes) throw new BodyTooLarge();
  return Buffer.concat(chunks);
}

/** `undefined` without a body, or when it is not declared as JSON: the call then lacks its fields. */
export function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0 || !/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? '')) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw unparsableBody();
  }
}
