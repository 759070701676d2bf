import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { StoredAnswer } from '../application/ports.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Answers to large batches are long and repeat themselves; they lie there for a day. */
const COMPRESS_FROM_LENGTH = 1_024;
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
const BROTLI = 'b:';

/** An answer as text: JSON, or compressed JSON in base64. */
export async function packAnswer({ status, body, headers }: StoredAnswer): Promise<string> {
  const json = JSON.stringify([status, body, headers]);
  if (json.length < COMPRESS_FROM_LENGTH) return json;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  return BROTLI + (await compress(json, { params })).toString('base64');
}

/** @throws TypeError (or what the decoders throw) when it is none */
export async function unpackAnswer(text: string): Promise<StoredAnswer> {
  const json = text.startsWith(BROTLI) ? await unpack(text.slice(BROTLI.length)) : text;
  const value: unknown = JSON.parse(json);
  const [status, body, headers] = Array.isArray(value) ? value : [];
  if (typeof status !== 'number' || typeof body !== 'string' || !isHeaders(headers)) {
    throw new TypeError('no kept answer');
  }
  return { status, body, headers };
}

async function unpack(base64: string): Promise<string> {
  const bytes = Buffer.from(base64, 'base64');
  return (await decompress(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })).toString('utf8');
}

function isHeaders(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  );
}
