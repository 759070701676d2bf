import {
  type Order,
  PROBLEM_TYPE_PREFIX,
  PROBLEM_TYPES,
  type Problem,
  type ProblemType,
} from '@orders/contract';

/** The server refused, and said why (RFC 9457). */
export class OrdersProblem extends Error {
  override readonly name = 'OrdersProblem';
  readonly kind = 'problem';
  readonly status: number;
  /** Which problem it is; `null` = one that this client does not know yet. */
  readonly type: ProblemType | null;
  readonly problem: Problem;
  /** How long the server wants to be left alone, in milliseconds; `null` = it did not say. */
  readonly retryAfterMs: number | null;
  /** The order as it is now; comes with a 412. */
  readonly current: Order | null;

  constructor(problem: Problem, about: { retryAfterMs: number | null; current: Order | null }) {
    super(problem.detail);
    this.problem = problem;
    this.status = problem.status;
    this.type = typeOf(problem);
    this.retryAfterMs = about.retryAfterMs;
    this.current = about.current;
  }
}

/** No answer came: no connection, a name that does not resolve, a time-out, an answer cut off. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly kind = 'no-answer';
}

/** An answer came that is none of this API: a proxy's page, a redirect to a login, JSON of another shape. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
  readonly kind = 'bad-answer';
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(message: string, about: { status: number; retryAfterMs?: number | null; cause?: unknown }) {
    super(message, { cause: about.cause });
    this.status = about.status;
    this.retryAfterMs = about.retryAfterMs ?? null;
  }
}

/** Every way in which a request can fail, but for being broken off by its signal. */
export type ClientFailure = OrdersProblem | NoAnswer | BadAnswer;

export function isClientFailure(failure: unknown): failure is ClientFailure {
  return failure instanceof OrdersProblem || failure instanceof NoAnswer || failure instanceof BadAnswer;
}

function typeOf({ type }: Problem): ProblemType | null {
  const [, name = ''] = type.split(PROBLEM_TYPE_PREFIX);
  return Object.hasOwn(PROBLEM_TYPES, name) ? (name as ProblemType) : null;
}
