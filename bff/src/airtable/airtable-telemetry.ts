import type { CallClass, SourceState } from '../application/ports.ts';
import type { FailureKind } from '../domain/failures.ts';
import type { CallKind } from './airtable-failures.ts';

/** One call to Airtable that was sent, however it ended. */
export interface FinishedCall {
  readonly kind: CallKind;
  readonly callClass: CallClass;
  readonly outcome: 'ok' | FailureKind;
  /** Time in the queue for a place and for the budget. */
  readonly waitedMs: number;
  readonly durationMs: number;
}

/** What the adapter tells of itself for metrics. Nothing in it grows with the data. */
export interface AirtableTelemetry {
  callFinished(call: FinishedCall): void;
  breakerChanged(kind: CallKind, state: SourceState['breaker']): void;
  callRetried(kind: CallKind): void;
  /** A cell held something that the field cannot hold; it is shown as blank. */
  cellUnreadable(field: string, problem: string): void;
}

export const quietTelemetry: AirtableTelemetry = {
  callFinished() {},
  breakerChanged() {},
  callRetried() {},
  cellUnreadable() {},
};
