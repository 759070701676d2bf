/** What a refusal means for the edit that was sent, told by its number alone. */
export type Verdict =
  /** It may well succeed later; other orders are tried meanwhile. */
  | 'retry'
  /** The server, or Airtable behind it, wants to be left alone: nothing is sent for a while. */
  | 'hold'
  /** Nobody is signed in: everything waits, nothing is lost. */
  | 'sign-in'
  /** Not allowed, unless it is only that somebody else is signed in by now. */
  | 'forbidden'
  /** The order has changed: base, mine and theirs are compared. */
  | 'stale'
  /** It will never succeed as it is: that order waits for a person, all others go on. */
  | 'reject';

export function classifyStatus(status: number): Verdict {
  if (status === 401) return 'sign-in';
  if (status === 403) return 'forbidden';
  if (status === 412) return 'stale';
  if (status === 429 || status === 503) return 'hold';
  const isRefusal = status >= 400 && status < 500 && !TRANSIENT.has(status);
  return isRefusal ? 'reject' : 'retry';
}

/** Proxy wants a login, time-out, still being worked on, too early. */
const TRANSIENT: ReadonlySet<number> = new Set([407, 408, 409, 425]);
