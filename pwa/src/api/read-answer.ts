import { HEADERS, preconditionProblemSchema, problemSchema, retryAfterMs } from '@orders/contract';
import { BadAnswer, Offline, Refused, SignedOut } from './api-failures.ts';

/** What the server answered, with what it said about it in the fields. */
export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
  /** `<epoch>.<seq>` of the data. */
  readonly version: string | null;
  /** When Airtable last confirmed the data, epoch ms. */
  readonly asOf: number | null;
}

/** What of a schema is needed here. */
export interface Parser<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown };
}

/**
 * Reads an answer as the contract describes it.
 * @returns `null` for 304
 * @throws ApiFailure
 */
export async function readAnswer<T>(
  response: Response,
  parser: Parser<T>,
  now: number,
): Promise<Answer<T> | null> {
  const { status, headers } = response;
  if (status === 304) return null;
  const json = await readJson(response);
  if (status === 401) throw new SignedOut('The server asks who this is.');
  if (!response.ok) throw refusalOf(response, json, now);
  const parsed = parser.safeParse(json);
  if (!parsed.success) {
    throw new BadAnswer('The server answered something that this app does not understand.', {
      status,
      isFromServer: true,
      cause: parsed.error,
    });
  }
  return {
    body: parsed.data,
    etag: headers.get('etag'),
    version: headers.get(HEADERS.version),
    asOf: instantOf(headers.get(HEADERS.asOf)),
  };
}

/**
 * The JSON of an answer. Whatever is no JSON did not come from our server.
 * @throws BadAnswer, Offline when the answer breaks off
 */
export async function readJson(response: Response): Promise<unknown> {
  const { status, type, headers } = response;
  const isRedirect = type === 'opaqueredirect' || (status >= 300 && status < 400);
  const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
  if (isRedirect || !isJson) {
    throw new BadAnswer('Something other than the server answered.', { status, isFromServer: false });
  }
  const text = await response.text().catch((cause: unknown) => {
    throw new Offline('The answer broke off.', { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadAnswer('The answer is damaged.', { status, isFromServer: false, cause });
  }
}

function refusalOf(response: Response, json: unknown, now: number): Refused | BadAnswer {
  const { status, headers } = response;
  const problem = problemSchema.safeParse(json);
  if (!problem.success) {
    return new BadAnswer('Something other than the server refused.', {
      status,
      isFromServer: false,
      cause: problem.error,
    });
  }
  const precondition = preconditionProblemSchema.safeParse(json);
  return new Refused(problem.data, {
    status,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
    current: precondition.success ? (precondition.data.current ?? null) : null,
    version: headers.get(HEADERS.version),
  });
}

function instantOf(field: string | null): number | null {
  const instant = field === null ? Number.NaN : Date.parse(field);
  return Number.isNaN(instant) ? null : instant;
}
