import type { Problem } from '@orders/contract';
import { BadAnswer, Offline, Refused, SignedOut } from '../api/api-failures.ts';

/** A failed request in words for a person. */
export function wordsFor(failure: unknown): string {
  if (failure instanceof Offline) return 'The server cannot be reached.';
  if (failure instanceof SignedOut) return 'You are signed out.';
  if (failure instanceof Refused) return problemWords(failure.problem);
  if (failure instanceof BadAnswer) {
    return failure.isFromServer
      ? 'The server answered something that this version of the app does not understand.'
      : 'Something else answered in place of the server, perhaps the sign-in page of a network.';
  }
  return 'Something went wrong in the app.';
}

/** Why the server did not take an edit, for the list of pending edits. */
export function refusalWords({ status, problem }: Refused): string {
  if (status === 404 || status === 410) return 'This order is no longer in Airtable.';
  if (status === 403) return 'You are not allowed to change orders.';
  return problemWords(problem);
}

function problemWords({ title, detail, errors = [] }: Problem): string {
  if (errors.length > 0) return errors.map(({ message }) => message).join(' ');
  return detail === '' ? title : detail;
}
