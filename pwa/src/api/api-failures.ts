import type { Order, Problem } from '@orders/contract';

/** No answer came: no connection, a name that does not resolve, a time-out, an answer cut off. */
export class Offline extends Error {
  override readonly name = 'Offline';
  readonly kind = 'offline';
}

/**
 * An answer came, but not one of ours: a page of a captive portal, a proxy's error, a redirect (`isFromServer` is
 * false), or JSON of the server that the contract does not know.
 */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
  readonly kind = 'bad-answer';
  readonly status: number;
  readonly isFromServer: boolean;

  constructor(message: string, options: { status: number; isFromServer: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.isFromServer = options.isFromServer;
  }
}

/** The server wants to know who is asking. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
  readonly kind = 'signed-out';
  readonly status = 401;
}

/** The server refused, and said why. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly kind = 'refused';
  readonly status: number;
  readonly problem: Problem;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | null;
  /** The order as it is now; comes with a 412. */
  readonly current: Order | null;
  readonly version: string | null;

  constructor(
    problem: Problem,
    about: { status: number; retryAfterMs: number | null; current: Order | null; version: string | null },
  ) {
    super(problem.detail);
    this.problem = problem;
    this.status = about.status;
    this.retryAfterMs = about.retryAfterMs;
    this.current = about.current;
    this.version = about.version;
  }
}

/** Every way in which a request can fail. */
export type ApiFailure = Offline | BadAnswer | SignedOut | Refused;

export function isApiFailure(failure: unknown): failure is ApiFailure {
  return (
    failure instanceof Offline ||
    failure instanceof BadAnswer ||
    failure instanceof SignedOut ||
    failure instanceof Refused
  );
}
