import type { Order } from '@orders/contract';
import { OutcomeUnknown } from '../domain/failures.ts';

/** An edit of which nobody knows yet whether it was done, while somebody is finding out. */
export class UnsettledEdit extends OutcomeUnknown {
  override readonly name = 'UnsettledEdit';
  /** The order once it is known that the edit was done; `null` where it was not, or nobody could find out. */
  readonly settled: Promise<Order | null>;

  constructor(unknown: OutcomeUnknown, settled: Promise<Order | null>) {
    super(unknown.message, { kind: lostAnswer(unknown), cause: unknown, ...retryAfter(unknown) });
    this.settled = settled;
  }
}

function lostAnswer({ kind }: OutcomeUnknown) {
  return kind === 'source-timeout' || kind === 'source-nonsense' ? kind : 'source-unreachable';
}

function retryAfter({ retryAfterMs }: OutcomeUnknown): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
