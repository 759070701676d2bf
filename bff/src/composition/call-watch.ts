import type { AirtableTelemetry, FinishedCall } from '../airtable/airtable-telemetry.ts';
import { quietTelemetry } from '../airtable/airtable-telemetry.ts';
import type { DecisionJournal } from '../application/decision-journal.ts';
import type { Clock, SourceState } from '../application/ports.ts';
import type { Metrics } from '../metrics/create-metrics.ts';

/** How the last call of a kind ended. */
export interface LastCall {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome: FinishedCall['outcome'];
}

/** What this replica's calls to Airtable tell, beyond whether they work. */
export interface CallWatch {
  readonly telemetry: AirtableTelemetry;
  /** Calls of this replica that ended within the last second. */
  callsLastSecond(): number;
  lastCall(kind: FinishedCall['kind']): LastCall | null;
  breakers(): Readonly<Record<string, SourceState['breaker']>>;
}

interface CallWatchOptions {
  readonly metrics: Metrics;
  readonly journal: DecisionJournal;
  readonly clock: Clock;
}

/** Counts calls, notes them, and remembers the last. */
export function watchCalls({ metrics, journal, clock }: CallWatchOptions): CallWatch {
  const last = new Map<string, LastCall>();
  const breakers: Record<string, SourceState['breaker']> = {
    read: 'closed',
    write: 'closed',
    metadata: 'closed',
    webhook: 'closed',
  };
  let ended: number[] = [];
  const recent = () => {
    const since = clock.now() - 1_000;
    ended = ended.filter((at) => at > since);
    return ended;
  };
  return {
    callsLastSecond: () => recent().length,
    lastCall: (kind) => last.get(kind) ?? null,
    breakers: () => breakers,
    telemetry: {
      ...quietTelemetry,
      callFinished({ kind, callClass, outcome, waitedMs, durationMs }) {
        const at = clock.now();
        recent().push(at);
        last.set(kind, { at, outcome });
        metrics.countUpstreamCall({ operation: kind, callClass, outcome, waitedMs });
        journal.note('info', 'call to Airtable ended', { kind, callClass, outcome, waitedMs, durationMs });
      },
      breakerChanged(kind, state) {
        breakers[kind] = state;
        metrics.setBreaker(kind, state);
      },
    },
  };
}
