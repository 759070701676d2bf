import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CODING_SUFFIXES, type Coding, chooseCoding, MIN_CODED_BYTES } from './content-coding.ts';
import { HttpProblem } from './http-problem.ts';
import { evaluateRead } from './preconditions.ts';
import type { OrdersContext, OrdersMiddleware } from './request-state.ts';
import { RETIRING_WORKER } from './retiring-worker.ts';
import { takeOnly } from './take-only.ts';

interface AppFile {
  readonly body: Buffer;
  readonly opaque: string;
  readonly isImmutable: boolean;
  readonly isText: boolean;
  readonly extension: string;
  readonly coded: Map<Coding, Promise<Buffer>>;
}

const TEXT_EXTENSIONS = new Set(['html', 'js', 'css', 'json', 'svg', 'webmanifest', 'txt', 'map']);
/** Paths that belong to the server; the app's own addresses are everything else without a file extension. */
const SERVER_PATHS = /^\/(?:api|auth|docs|health|metrics|assets)(?:\/|$)|^\/openapi\.json$/;

const SERVICE_WORKER = '/service-worker.js';

const refuseMethod = takeOnly('GET, HEAD');

export interface StaticAppOptions {
  readonly directory: string;
  /** Whether browsers may keep the app; without, its service worker is replaced by one that ends it. */
  readonly isWorkerOn: boolean;
}

/**
 * Serves the built app from memory: hashed assets for ever, everything else to be asked for again each time, and the
 * shell for each address of the app.
 */
export function staticApp({ directory, isWorkerOn }: StaticAppOptions): OrdersMiddleware {
  const files = readFiles(directory);
  if (!isWorkerOn) files.set(SERVICE_WORKER, toAppFile(SERVICE_WORKER, Buffer.from(RETIRING_WORKER)));
  return async function staticApp(ctx, next) {
    await next();
    if (ctx.status !== 404 || ctx.body != null) return;
    const file = findFile(files, ctx.path);
    if (file === undefined) return;
    if (ctx.method === 'GET' || ctx.method === 'HEAD') await sendFile(ctx, file);
    else await refuseMethod(ctx, next);
  };
}

function readFiles(directory: string): Map<string, AppFile> {
  const files = new Map<string, AppFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    // What the build notes for itself is nobody else's.
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const path = join(entry.parentPath, entry.name);
    const urlPath = `/${relative(directory, path).split(sep).join('/')}`;
    files.set(urlPath, toAppFile(urlPath, readFileSync(path)));
  }
  return files;
}

function toAppFile(urlPath: string, body: Buffer): AppFile {
  const extension = urlPath.split('.').at(-1) ?? '';
  return {
    body,
    opaque: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    isImmutable: urlPath.startsWith('/assets/'),
    isText: TEXT_EXTENSIONS.has(extension),
    extension,
    coded: new Map(),
  };
}

function findFile(files: Map<string, AppFile>, path: string): AppFile | undefined {
  const file = files.get(path === '/' ? '/index.html' : path);
  if (file !== undefined) return file;
  const isAppAddress =
    !SERVER_PATHS.test(path) && (!/\.[a-z0-9]+$/i.test(path) || path.startsWith('/orders/'));
  return isAppAddress ? files.get('/index.html') : undefined;
}

async function sendFile(ctx: OrdersContext, file: AppFile): Promise<void> {
  const isCoded = file.isText && file.body.length >= MIN_CODED_BYTES;
  const coding = isCoded ? chooseCoding(ctx.req.headers['accept-encoding']) : 'identity';
  ctx.set('ETag', `"${file.opaque}${CODING_SUFFIXES[coding]}"`);
  ctx.set('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (file.isText) ctx.vary('Accept-Encoding');
  const { headers } = ctx.req;
  const fields = {
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
  };
  const result = evaluateRead(fields, file.opaque);
  if (result === 'failed')
    throw new HttpProblem('precondition-failed', 'The file is not in the state you named.');
  if (result === 'not-modified') {
    ctx.status = 304;
    return;
  }
  ctx.status = 200;
  if (coding !== 'identity') ctx.set('Content-Encoding', coding);
  ctx.body = await codedBody(file, coding);
  ctx.type = file.extension === 'webmanifest' ? 'application/manifest+json' : file.extension;
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Coded once, at the first request, as small as it gets: the file stays the same until the next start. */
function codedBody(file: AppFile, coding: Coding): Promise<Buffer> {
  if (coding === 'identity') return Promise.resolve(file.body);
  let coded = file.coded.get(coding);
  if (coded === undefined) {
    coded =
      coding === 'br'
        ? compressBrotli(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
        : compressGzip(file.body, { level: 9 });
    file.coded.set(coding, coded);
  }
  return coded;
}
