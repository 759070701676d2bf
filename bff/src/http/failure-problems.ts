import { type Failure, isFailure, OutcomeUnknown, SourceRefused, WriteRejected } from '../domain/failures.ts';
import { HttpProblem, retryAfter } from './http-problem.ts';

/** Wait that is told when nobody knows a better one. */
const DEFAULT_RETRY_MS = 15_000;

/** Says an inner failure in HTTP; `null` for an error that nobody expected. */
export function toHttpProblem(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  if (!isFailure(error)) return null;
  if (error instanceof WriteRejected) return rejectedWrite(error);
  if (error instanceof SourceRefused) {
    return new HttpProblem('upstream-refused', REFUSALS[error.reason], { cause: error });
  }
  return error instanceof OutcomeUnknown ? unknownOutcome(error) : byKind(error);
}

/** Sent again, the edit is looked for in Airtable before anything is written. */
function unknownOutcome(error: OutcomeUnknown): HttpProblem {
  const { type, message, headers, cause } = byKind(error);
  const advice = 'Whether the change was made is not known yet: send it again to find out.';
  return new HttpProblem(type, `${message} ${advice}`, { headers, cause });
}

const REFUSALS: Record<SourceRefused['reason'], string> = {
  token: 'Airtable does not accept the access token of this installation.',
  'base-or-table': 'Airtable does not show the base or table of this installation to its token.',
  permission: 'The access token of this installation may not do that in Airtable.',
  field: 'A field that this installation needs is missing in the Airtable table.',
  view: 'The view that this installation reads is missing in the Airtable table.',
  request: 'Airtable refused the request.',
};

function rejectedWrite(error: WriteRejected): HttpProblem {
  if (error.reason === 'no-such-record')
    return new HttpProblem('not-found', 'The order is no longer in Airtable.');
  return new HttpProblem('value-not-allowed', 'Airtable does not take this value.', {
    errors: [{ field: '', message: 'Airtable does not take this value' }],
    cause: error,
  });
}

function byKind(error: Failure): HttpProblem {
  const headers = retryAfter(error.retryAfterMs ?? DEFAULT_RETRY_MS);
  const options = { headers, cause: error };
  switch (error.kind) {
    case 'source-throttled':
      return new HttpProblem('upstream-unavailable', 'Airtable asks everybody to wait.', options);
    case 'source-quota-used-up':
      return new HttpProblem(
        'upstream-unavailable',
        'The monthly quota of Airtable calls is used up.',
        options,
      );
    case 'source-timeout':
      return new HttpProblem('upstream-timeout', 'Airtable did not answer in time.', options);
    case 'source-nonsense':
      return new HttpProblem('upstream-nonsense', 'Airtable answered something that cannot be read.', {
        cause: error,
      });
    case 'store-unavailable':
      return new HttpProblem(
        'store-unavailable',
        'The memory shared by all replicas cannot be reached.',
        options,
      );
    default:
      return new HttpProblem('upstream-unavailable', 'Airtable cannot be reached.', options);
  }
}
