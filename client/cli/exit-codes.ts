import { BadAnswer, NoAnswer, OrdersProblem } from '../src/client-failures.ts';

/** What a script can tell from how the command ended. */
export const EXIT_CODES = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  notAllowed: 5,
  unavailable: 6,
  interrupted: 130,
} as const;

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const BY_STATUS: Readonly<Record<number, number>> = {
  401: EXIT_CODES.notAllowed,
  403: EXIT_CODES.notAllowed,
  404: EXIT_CODES.notFound,
  409: EXIT_CODES.conflict,
  412: EXIT_CODES.conflict,
  429: EXIT_CODES.unavailable,
  502: EXIT_CODES.unavailable,
  503: EXIT_CODES.unavailable,
  504: EXIT_CODES.unavailable,
};

export function exitCodeOfStatus(status: number): number {
  return BY_STATUS[status] ?? EXIT_CODES.failed;
}

export function exitCodeOf(failure: unknown): number {
  if (failure instanceof UsageError) return EXIT_CODES.usage;
  if (failure instanceof NoAnswer) return EXIT_CODES.unavailable;
  if (failure instanceof OrdersProblem || failure instanceof BadAnswer)
    return exitCodeOfStatus(failure.status);
  return EXIT_CODES.failed;
}

/** What a person is told of a failure: every fault on a line of its own. */
export function explain(failure: unknown): string {
  if (!(failure instanceof OrdersProblem))
    return failure instanceof Error ? failure.message : String(failure);
  const { errors = [], requestId } = failure.problem;
  const wait =
    failure.retryAfterMs === null ? [] : [`Try again in ${Math.ceil(failure.retryAfterMs / 1000)} s.`];
  return [
    failure.message,
    ...errors.map(({ field, message }) => `  ${field}: ${message}`),
    ...wait,
    ...(failure.status >= 500 ? [`Request id: ${requestId}`] : []),
  ].join('\n');
}
