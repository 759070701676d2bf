import { createReadStream, existsSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Serves a build of the app. @returns whether it has what was asked for */
export function sendFile(directory: string | undefined, url: string, response: ServerResponse): boolean {
  if (directory === undefined) return false;
  const path = new URL(url, 'http://app').pathname;
  const file = join(directory, extname(path) === '' ? 'index.html' : path);
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  createReadStream(file).pipe(response);
  return true;
}
