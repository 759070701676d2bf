import { PATHS, type ServerStatus, serverStatusSchema } from '@orders/contract';
import { Offline } from './api-failures.ts';
import { readAnswer } from './read-answer.ts';

/** What the server says of itself. @throws ApiFailure */
export async function fetchServerStatus(
  fetch: (request: Request) => Promise<Response>,
  baseUrl: string = location.origin,
): Promise<ServerStatus> {
  const request = new Request(new URL(PATHS.status, baseUrl), {
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
  const response = await fetch(request).catch((cause: unknown) => {
    throw new Offline('The server cannot be reached.', { cause });
  });
  const answer = await readAnswer(response, serverStatusSchema, Date.now());
  if (answer === null) throw new Offline('The server answered nothing.');
  return answer.body;
}
