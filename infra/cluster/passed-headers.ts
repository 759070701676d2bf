import type { IncomingMessage } from 'node:http';

/** They speak of one connection and are never passed on (RFC 9110, 7.6.1). */
const OF_ONE_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The header fields of a request as the replica gets them: who asks is what this process has seen itself. */
export function requestFields(incoming: IncomingMessage, identityHeaders: readonly string[]): string[] {
  const untrusted = new Set(identityHeaders.map((name) => name.toLowerCase()));
  const fields = passableFields(incoming.rawHeaders).filter(([name]) => {
    const lower = name.toLowerCase();
    return !lower.startsWith('x-forwarded-') && lower !== 'forwarded' && !untrusted.has(lower);
  });
  const isChunked = incoming.headers['transfer-encoding'] !== undefined;
  const added = [
    ['X-Forwarded-For', incoming.socket.remoteAddress ?? ''],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Host', incoming.headers.host ?? ''],
    ...(isChunked ? [['Transfer-Encoding', 'chunked']] : []),
  ];
  return [...fields, ...added].flat();
}

/** Names and values, as they came, of the fields that go through. */
export function passableFields(rawHeaders: readonly string[]): [string, string][] {
  const fields: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    fields.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  const named = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()));
  const kept = new Set([...OF_ONE_CONNECTION, ...named]);
  return fields.filter(([name]) => !kept.has(name.toLowerCase()));
}
