/** Who a call is for, the most urgent first. */
export const CALL_CLASSES = ['write', 'sync', 'background'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

/** 0 for the most urgent class. */
export function rankOf(callClass: CallClass): number {
  return CALL_CLASSES.indexOf(callClass);
}

/**
 * How long a call may be passed over. From then on it gets every second slot at the latest, so that ten calls of a
 * low class that wait together are all on their way within 30 s even while more urgent ones never end.
 */
export const AGED_AFTER_MS = 15_000;

export interface Waiting {
  readonly callClass: CallClass;
  readonly arrivedAt: number;
}

export interface Choice<T extends Waiting> {
  readonly next: T;
  /** It goes first only because it has been passed over for so long. */
  readonly isAged: boolean;
}

/**
 * Who goes next: the most urgent class, in it whoever came first. One that has been passed over too long goes before
 * them, but not twice in a row, so that an urgent call never waits more than one slot for a less urgent one.
 */
export function chooseNext<T extends Waiting>(
  waiting: readonly T[],
  nowMs: number,
  wasLastAged: boolean,
): Choice<T> | null {
  let urgent: T | undefined;
  let oldest: T | undefined;
  for (const one of waiting) {
    if (urgent === undefined || isBefore(one, urgent)) urgent = one;
    if (oldest === undefined || one.arrivedAt < oldest.arrivedAt) oldest = one;
  }
  if (urgent === undefined || oldest === undefined) return null;
  const isAged =
    !wasLastAged &&
    rankOf(oldest.callClass) > rankOf(urgent.callClass) &&
    nowMs - oldest.arrivedAt >= AGED_AFTER_MS;
  return { next: isAged ? oldest : urgent, isAged };
}

function isBefore(one: Waiting, other: Waiting): boolean {
  const ranks = rankOf(one.callClass) - rankOf(other.callClass);
  return ranks < 0 || (ranks === 0 && one.arrivedAt < other.arrivedAt);
}
