import { Failure } from '../domain/failures.ts';

/** First words of the replies with which Redis says that it cannot serve at all now. */
const UNABLE =
  /^(LOADING|READONLY|OOM|MISCONF|NOAUTH|WRONGPASS|NOPERM|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY)\b/;

/** Replies that speak of what is stored, not of the server: something else was kept under the key. */
const FOREIGN = /^WRONGTYPE\b|script: [0-9a-f]{40}|user_script|not an integer|equal or smaller/;

/** Whether somebody else's data, or half of ours, lies where a script expects its own. */
export function isForeignContent(error: unknown): boolean {
  return error instanceof Error && !UNABLE.test(error.message) && FOREIGN.test(error.message);
}

/** What the rest of the program hears of any trouble with Redis. */
export function storeUnavailable(cause: unknown): Failure {
  // ioredis adds the command with its arguments, and among them is what nobody should find in a log.
  if (cause instanceof Error) Reflect.deleteProperty(cause, 'command');
  return new Failure('store-unavailable', 'the shared store cannot be reached', {
    cause,
    retryAfterMs: 1_000,
  });
}
