import type { Session } from '@orders/contract';

/** Stands for everybody where nobody signs in. */
export const ANONYMOUS = 'anonymous';

/** To whom the data on this device belongs: a stable id, never a token; `null` = nobody is signed in. */
export function subjectOf({ authMode, user }: Session): string | null {
  if (authMode === 'none') return ANONYMOUS;
  return user === null ? null : user.id;
}
