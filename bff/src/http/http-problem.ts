import {
  type FieldError,
  PROBLEM_TYPE_PREFIX,
  PROBLEM_TYPES,
  type Problem,
  type ProblemType,
} from '@orders/contract';

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  /** Header fields that the answer carries, such as Allow or Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const STATUS: Record<ProblemType, number> = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'login-refused': 400,
  'login-unavailable': 503,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'request-timeout': 408,
  conflict: 409,
  'ambiguous-order': 409,
  'idempotency-in-progress': 409,
  'precondition-failed': 412,
  'content-too-large': 413,
  'uri-too-long': 414,
  'unsupported-media-type': 415,
  'value-not-allowed': 422,
  'idempotency-key-reused': 422,
  'rate-limited': 429,
  'header-fields-too-large': 431,
  internal: 500,
  'upstream-refused': 502,
  'upstream-nonsense': 502,
  'upstream-unavailable': 503,
  'store-unavailable': 503,
  'not-ready': 503,
  'version-not-reached': 503,
  'shutting-down': 503,
  'upstream-timeout': 504,
  overloaded: 503,
};

/** An answer that is not the one hoped for, thrown from anywhere in http. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly type: ProblemType;
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: ProblemType, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.type = type;
    this.status = STATUS[type];
    this.errors = options.errors;
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

/** The problem as a body (RFC 9457). */
export function problemBody(
  problem: HttpProblem,
  request: { path: string; requestId: string },
): Problem & Record<string, unknown> {
  return {
    type: `${PROBLEM_TYPE_PREFIX}${problem.type}`,
    title: PROBLEM_TYPES[problem.type],
    status: problem.status,
    detail: problem.message,
    instance: request.path,
    requestId: request.requestId,
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
    ...problem.members,
  };
}

/** Retry-After in whole seconds, never sooner than true. */
export function retryAfter(ms: number): Record<string, string> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(ms / 1_000))) };
}

export function methodNotAllowed(allow: string): HttpProblem {
  return new HttpProblem('method-not-allowed', 'This address does not take that method.', {
    headers: { Allow: allow },
  });
}
