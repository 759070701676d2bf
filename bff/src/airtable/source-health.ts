import type { BudgetState, Clock, SourceState } from '../application/ports.ts';
import type { FailureKind } from '../domain/failures.ts';
import type { AirtableBreaker } from './airtable-breaker.ts';
import type { CallKind } from './airtable-failures.ts';

export interface SourceHealth {
  note(kind: CallKind, outcome: 'ok' | FailureKind): void;
  state(breakers: readonly AirtableBreaker[], budget: BudgetState): SourceState;
}

/** How Airtable is, judged by the last calls. Webhooks and metadata are extras that a token may well be without, so theirs do not count. */
export function createSourceHealth({ clock }: { readonly clock: Clock }): SourceHealth {
  let last: SourceState['state'] = 'ok';

  return {
    note(kind, outcome) {
      const isExtra = kind === 'webhook' || kind === 'metadata';
      if (!isExtra) last = STATES[outcome] ?? last;
    },
    state(breakers, { pausedUntil }) {
      const isPaused = pausedUntil !== null && pausedUntil > clock.now();
      const states = breakers.map((breaker) => breaker.state());
      const breaker = states.includes('open')
        ? 'open'
        : states.includes('half-open')
          ? 'half-open'
          : 'closed';
      const retries = breakers.flatMap((each) => each.retryAt() ?? []);
      return {
        state: isPaused ? 'throttled' : last,
        breaker,
        pausedUntil: isPaused ? pausedUntil : null,
        retryAt: retries.length === 0 ? null : Math.max(...retries),
      };
    },
  };
}

/** A refused value says nothing against Airtable. Whether calls are throttled is told by the pause, which ends. */
const STATES: Partial<Record<'ok' | FailureKind, SourceState['state']>> = {
  ok: 'ok',
  'write-rejected': 'ok',
  'source-quota-used-up': 'throttled',
  'source-unreachable': 'unreachable',
  'source-timeout': 'unreachable',
  'source-nonsense': 'unreachable',
  'source-refused': 'refused',
};
