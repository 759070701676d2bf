/**
 * What can go wrong inside, as the inner code says it. Adapters translate at their edge, `problem-details` maps
 * kinds to HTTP; nothing in between looks at a status code or at a message.
 */
export type FailureKind =
  | 'source-throttled'
  | 'source-quota-used-up'
  | 'source-unreachable'
  | 'source-timeout'
  | 'source-refused'
  | 'source-nonsense'
  | 'write-rejected'
  | 'store-unavailable'
  | 'superseded';

export interface FailureOptions {
  /** The failure below this one. */
  readonly cause?: unknown;
  /** When trying again makes sense, in milliseconds from now. */
  readonly retryAfterMs?: number;
}

export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly kind: FailureKind;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Why the order source refused: a setting is wrong, and only a person can mend it. */
export type RefusalReason = 'token' | 'base-or-table' | 'permission' | 'field' | 'view' | 'request';

/** The source understood and said no; trying again will not help. */
export class SourceRefused extends Failure {
  override readonly name = 'SourceRefused';
  readonly reason: RefusalReason;
  /** The fields the refusal is about, by their name in the source, where it named any. */
  readonly fields: readonly string[];

  constructor(
    reason: RefusalReason,
    message: string,
    options: FailureOptions & { fields?: readonly string[] } = {},
  ) {
    super('source-refused', message, options);
    this.reason = reason;
    this.fields = options.fields ?? [];
  }
}

/** A write whose values the source does not take; nothing of its batch was written. */
export class WriteRejected extends Failure {
  override readonly name = 'WriteRejected';
  /** What the source objected to. */
  readonly reason: 'option' | 'value' | 'no-such-record';

  constructor(reason: 'option' | 'value' | 'no-such-record', message: string, options: FailureOptions = {}) {
    super('write-rejected', message, options);
    this.reason = reason;
  }
}

/** What became of the answer to a write. */
type LostAnswer = 'source-unreachable' | 'source-timeout' | 'source-nonsense';

/** The answer may have been lost after the source had acted, so that only a read can tell what happened. */
export class OutcomeUnknown extends Failure {
  override readonly name: string = 'OutcomeUnknown';
  constructor(message: string, options: FailureOptions & { kind?: LostAnswer } = {}) {
    super(options.kind ?? 'source-unreachable', message, options);
  }
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Failure;
}

/** Whether the shared store is away, which a replica answers by going on alone; no other failure is taken for it. */
export function isStoreUnavailable(error: unknown): boolean {
  return isFailure(error) && error.kind === 'store-unavailable';
}
