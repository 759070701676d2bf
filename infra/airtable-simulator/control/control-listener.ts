import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '../wire/read-body.ts';
import type { ControlDesk } from './control-desk.ts';
import { readCommand } from './read-command.ts';

const maxBodyBytes = 1_000_000;
const page = new URL('./control-page.html', import.meta.url);

/**
 * The page at `/` and the switches at `/__control`. A page of another origin cannot use them: commands have to be
 * JSON, which a browser announces first, and that announcement is not answered.
 */
export function createControlListener(desk: ControlDesk) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pathname = (request.url ?? '/').replace(/[?#].*$/s, '');
    if (pathname === '/' && request.method === 'GET') {
      send(response, 200, 'text/html; charset=utf-8', await readFile(page));
    } else if (pathname === '/__control' && request.method === 'GET') {
      sendJson(response, 200, desk.state());
    } else if (pathname === '/__control' && request.method === 'POST') {
      await command(desk, request, response);
    } else {
      sendJson(response, 404, { problems: ['There are GET / and GET and POST /__control.'] });
    }
  };
}

async function command(desk: ControlDesk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    sendJson(response, 415, { problems: ['Commands are application/json.'] });
    return;
  }
  const read = readCommand(await readJson(request));
  if ('problems' in read) {
    sendJson(response, 422, read);
    return;
  }
  const { problems, ...done } = desk.run(read);
  if (problems.length > 0) sendJson(response, 422, { problems });
  else sendJson(response, 200, { ...done, ...desk.state() });
}

/** `undefined` when it is no JSON or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse((await readBody(request, maxBodyBytes)).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value, null, 2));
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:",
  });
  response.end(body);
}
