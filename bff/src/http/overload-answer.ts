import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEADERS, MEDIA_TYPES } from '@orders/contract';
import { HttpProblem, problemBody } from './http-problem.ts';

/**
 * Turns a request away before anything has been done for it, for that has to cost next to nothing. A body that is
 * still to come is read past, so that the connection can be used again.
 */
export function answerOverload(request: IncomingMessage, response: ServerResponse, seconds: number): void {
  const problem = new HttpProblem('overloaded', 'Nothing is lost: ask again after Retry-After.');
  const requestId = randomUUID();
  const [path = ''] = (request.url ?? '').split('?', 1);
  const body = JSON.stringify(problemBody(problem, { path, requestId }));
  response.writeHead(problem.status, {
    'Content-Type': MEDIA_TYPES.problem,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': String(seconds),
    'X-Content-Type-Options': 'nosniff',
    [HEADERS.requestId]: requestId,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  request.resume();
}
