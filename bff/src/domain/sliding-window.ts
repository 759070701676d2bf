/** So many requests in any span of so many milliseconds. */
interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

interface Decision {
  readonly isAllowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

/** Times of the requests counted, oldest first, each followed by how many it stands for. */
export type RequestTimes = number[];

/** So many times are kept at most; above a limit of as many, several requests share the time of the last of them. */
export const MAX_TIMES = 128;

/**
 * Counts a request if fewer than `limit.count` were counted in the window before it, exactly for limits up to 128 and
 * never too generously above. Changes `times`, in which it also drops what has left the window.
 */
export function takeFromWindow(times: RequestTimes, now: number, limit: Limit): Decision {
  const nowMs = Math.max(now, times.at(-2) ?? 0);
  while (times.length > 0 && timeAt(times, 0) + limit.windowMs <= nowMs) times.splice(0, 2);
  let used = 0;
  for (let index = 1; index < times.length; index += 2) used += timeAt(times, index);
  const isAllowed = used < limit.count;
  if (isAllowed) {
    count(times, nowMs, Math.ceil(limit.count / MAX_TIMES));
    used++;
  }
  const remaining = Math.max(0, limit.count - used);
  return { isAllowed, remaining, resetMs: freedAt(times, used, limit) - nowMs };
}

function count(times: RequestTimes, nowMs: number, perTime: number): void {
  const last = times.length - 2;
  if (last >= 0 && timeAt(times, last + 1) < perTime) {
    times[last] = nowMs;
    times[last + 1] = timeAt(times, last + 1) + 1;
  } else {
    times.push(nowMs, 1);
  }
}

/** When the next of those counted leaves the window and there is room for one more. */
function freedAt(times: RequestTimes, used: number, limit: Limit): number {
  let index = 0;
  for (let left = used; index < times.length - 2; index += 2) {
    left -= timeAt(times, index + 1);
    if (left < limit.count) break;
  }
  return timeAt(times, index) + limit.windowMs;
}

function timeAt(times: RequestTimes, index: number): number {
  return times[index] ?? 0;
}
