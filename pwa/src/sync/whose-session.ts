import type { Session } from '@orders/contract';

/** Where it is kept whose databases to open; the one thing that is known before any of them is. */
export const SUBJECT_KEY = 'orders:subject';

/** Stands for everybody where nobody signs in. */
export const ANONYMOUS = 'anonymous';

/** To whom the data on this device belongs: a stable id, never a token; `null` = nobody is signed in. */
export function subjectOf({ authMode, user }: Session): string | null {
  if (authMode === 'none') return ANONYMOUS;
  return user === null ? null : user.id;
}
