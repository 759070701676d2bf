import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Reply } from './reply.ts';

const gzipped = promisify(gzip);

/** On every reply; there is nothing among them about rate limits. */
const commonHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'DELETE,GET,OPTIONS,PATCH,POST,PUT',
  'Access-Control-Allow-Headers':
    'authorization,content-length,content-type,user-agent,x-airtable-application-id,x-airtable-user-agent,x-api-version,x-requested-with',
  'Set-Cookie': 'brw=brwOrdersSample000; path=/; domain=.airtable.com; samesite=none; secure',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  Vary: 'Accept-Encoding',
};

/** `nowMs` is the service's clock, which the Date header has to agree with. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  nowMs: number,
): Promise<void> {
  const { contentType, bytes } = encode(reply);
  const isGzipped = bytes.length > 0 && acceptsGzip(request.headers['accept-encoding']);
  const sent = isGzipped ? await gzipped(bytes) : bytes;
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    ...commonHeaders,
    Date: new Date(nowMs).toUTCString(),
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...(isGzipped ? { 'Content-Encoding': 'gzip' } : {}),
    ...(reply.status >= 400 ? { ETag: weakTag(bytes) } : {}),
    'Content-Length': String(sent.length),
    ...reply.headers,
  });
  response.end(sent);
}

function encode({ body }: Reply): { contentType: string | undefined; bytes: Buffer } {
  switch (body.kind) {
    case 'json':
      return {
        contentType: 'application/json; charset=utf-8',
        bytes: Buffer.from(JSON.stringify(body.value)),
      };
    case 'html':
      return { contentType: 'text/html', bytes: Buffer.from(body.text) };
    case 'raw':
      return body;
    case 'empty':
      return { contentType: undefined, bytes: Buffer.alloc(0) };
  }
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(String(header ?? ''));
}

function weakTag(bytes: Buffer): string {
  const hash = createHash('sha1').update(bytes).digest('base64url').slice(0, 27);
  return `W/"${bytes.length.toString(16)}-${hash}"`;
}
