import {
  Failure,
  OutcomeUnknown,
  type RefusalReason,
  SourceRefused,
  WriteRejected,
} from '../domain/failures.ts';

/** What a call is for: decides which breaker watches over it and what a lost answer means. */
export type CallKind = 'read' | 'write' | 'metadata' | 'webhook';

/** Airtable answered and did not do what was asked. Stands below a `Failure` as its cause. */
export class AirtableProblem extends Error {
  override readonly name = 'AirtableProblem';
  readonly status: number;
  /** Airtable's own word for it, as `INVALID_FILTER_BY_FORMULA`; `null` when the body had none. */
  readonly type: string | null;

  constructor(status: number, type: string | null, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** The connection failed, or the answer did not arrive whole. Stands below a `Failure` as its cause. */
export class TransportProblem extends Error {
  override readonly name = 'TransportProblem';
  /** The system's or the HTTP client's code, as `ECONNREFUSED`. */
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

/** What Airtable said, where a failure comes from an answer of Airtable's. */
export function airtableProblemOf(error: unknown): AirtableProblem | null {
  return error instanceof Failure && error.cause instanceof AirtableProblem ? error.cause : null;
}

/** Whether the same read may succeed a moment later: a server error or a broken connection, no time-out. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Failure) || error.kind !== 'source-unreachable') return false;
  return error.cause instanceof AirtableProblem || error.cause instanceof TransportProblem;
}

/**
 * Whether a failure says that Airtable is not working, as opposed to not liking what was asked, or how often: everybody
 * holds back after a 429 anyway, and Airtable works.
 */
export function isUpstreamFault(error: unknown): boolean {
  return (
    error instanceof Failure &&
    ['source-unreachable', 'source-timeout', 'source-nonsense'].includes(error.kind)
  );
}

const QUOTA_RETRY_MS = 3_600_000;

/** An answer with an error status, as a failure. Throttling is not among them: the client has to act on it. */
export function failureOfProblem(problem: AirtableProblem, kind: CallKind): Failure {
  if (isQuotaProblem(problem)) {
    const text = 'The monthly number of Airtable calls of this workspace is used up.';
    return new Failure('source-quota-used-up', text, { cause: problem, retryAfterMs: QUOTA_RETRY_MS });
  }
  if (problem.status >= 500 || problem.status === 408) return failureOfServer(problem, kind);
  return kind === 'write' ? failureOfWrite(problem) : failureOfRead(problem);
}

/** A 429 that lasts until the month is over, told apart from the one that lasts half a minute. */
export function isQuotaProblem(problem: AirtableProblem): boolean {
  return problem.status === 429 && problem.type === 'PUBLIC_API_BILLING_LIMIT_EXCEEDED';
}

/** The connection or the answer broke. */
export function failureOfTransport(problem: TransportProblem, kind: CallKind): Failure {
  if (kind === 'write' && !NEVER_SENT.has(problem.code ?? '')) {
    return new OutcomeUnknown('The connection to Airtable broke while a write was under way.', {
      cause: problem,
    });
  }
  return new Failure('source-unreachable', 'Airtable cannot be reached.', { cause: problem });
}

/** No whole answer within the time a call has. */
export function failureOfTimeout(timeoutMs: number, kind: CallKind): Failure {
  const text = `Airtable did not answer within ${timeoutMs} ms.`;
  return kind === 'write'
    ? new OutcomeUnknown(text, { kind: 'source-timeout' })
    : new Failure('source-timeout', text);
}

/** A success that is none: HTML, half a document, the wrong shape, too much of it. */
export function failureOfNonsense(what: string, kind: CallKind): Failure {
  const text = `Airtable answered with ${what}.`;
  return kind === 'write'
    ? new OutcomeUnknown(text, { kind: 'source-nonsense' })
    : new Failure('source-nonsense', text);
}

/** The caller stopped waiting. A failure that was given as the reason is passed on as it is. */
export function failureOfAbort(reason: unknown, isWriteUnderWay: boolean): Failure {
  if (isWriteUnderWay) {
    return new OutcomeUnknown('Nobody waited for the answer to a write any more.', { cause: reason });
  }
  return reason instanceof Failure
    ? reason
    : new Failure('source-timeout', 'Nobody waited for Airtable any more.', { cause: reason });
}

/** Codes of a connection that never came about, so that nothing can have been written. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function failureOfServer(problem: AirtableProblem, kind: CallKind): Failure {
  const failureKind =
    problem.status === 408 || problem.status === 504 ? 'source-timeout' : 'source-unreachable';
  const text = `Airtable answered with ${problem.status}.`;
  return kind === 'write'
    ? new OutcomeUnknown(text, { kind: failureKind, cause: problem })
    : new Failure(failureKind, text, { cause: problem });
}

function failureOfWrite(problem: AirtableProblem): Failure {
  switch (problem.type) {
    case 'INVALID_MULTIPLE_CHOICE_OPTIONS':
      return new WriteRejected('option', 'Airtable does not have that option.', { cause: problem });
    case 'INVALID_VALUE_FOR_COLUMN':
      return new WriteRejected('value', 'Airtable does not take that value.', { cause: problem });
    case 'ROW_DOES_NOT_EXIST':
    case 'MODEL_ID_NOT_FOUND':
      return new WriteRejected('no-such-record', 'The order is not in Airtable any more.', {
        cause: problem,
      });
    default:
      // A table that can be read but not written is answered like one that does not exist.
      return problem.status === 403
        ? refused('permission', 'The Airtable token may not write to this table.', problem)
        : failureOfRead(problem);
  }
}

function failureOfRead(problem: AirtableProblem): SourceRefused {
  if (problem.status === 401) return refused('token', 'Airtable does not accept the token.', problem);
  if (problem.type === 'UNKNOWN_FIELD_NAME') return unknownField(problem);
  if (problem.type?.startsWith('VIEW_') === true) {
    return refused('view', 'The Airtable table has no such view.', problem);
  }
  if (problem.status === 402 || problem.type === 'INVALID_PERMISSIONS') {
    return refused('permission', 'The Airtable token may not do this.', problem);
  }
  if (problem.status === 403 || problem.status === 404) {
    const text = 'The Airtable token may not see this base or table, or there is none with that id or name.';
    return refused('base-or-table', text, problem);
  }
  return refused('request', `Airtable refused a call with ${problem.status}.`, problem);
}

/** Airtable names the field in its message and nowhere else. */
function unknownField(problem: AirtableProblem): SourceRefused {
  const field = /Unknown field name: "(.+)"/s.exec(problem.message)?.[1];
  const text =
    field === undefined
      ? 'The Airtable table lacks a field that is asked for.'
      : `The Airtable table has no field "${field}".`;
  return new SourceRefused('field', text, { cause: problem, fields: field === undefined ? [] : [field] });
}

function refused(reason: RefusalReason, text: string, problem: AirtableProblem): SourceRefused {
  return new SourceRefused(reason, text, { cause: problem });
}
