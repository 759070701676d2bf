/** Everything about the service that is undocumented, disputed or worth turning off in a test. */
export interface SimulatorSwitches {
  /** Calls a second that one base answers; 0 = no limit. */
  requestsPerSecond: number;
  /** A window that slides over arrivals, or a bucket that refills and lets a burst through. */
  rateWindow: 'sliding' | 'bucket';
  /** How long every call is refused after the first excess; 0 = refused only while over the limit. */
  strictLockoutMs: number;
  /** Whether calls during the lock-out start it anew. */
  lockoutExtends: boolean;
  /** The body seen on the wire, or the one in the documentation. */
  rateLimitBody: 'observed' | 'documented';
  /** Calls a calendar month; 0 = no cap. Metadata goes on answering past it. */
  monthlyCap: number;
  /** Past the cap: refuse (Free plan) or slow down to two a second (Team plan). */
  monthlyCapEffect: 'block' | 'slow';
  monthlyCountsRefused: boolean;
  /** Mean time to an answer; half of it passes before the data is touched, half after. */
  latencyMs: number;
  /** One request at a time per base, as the real service works through them. */
  serialPerBase: boolean;
  /** An offset not used for so long is forgotten. */
  iteratorTtlMs: number;
  missingRecordType: 'MODEL_ID_NOT_FOUND' | 'NOT_FOUND';
  unknownTable: 'forbidden' | 'not-found';
  /** Whether writing the value that is already there moves the last-modified stamp. */
  identicalWriteMovesModified: boolean;
  pageSizeErrorType: string;
  blanksSort: 'first' | 'last';
  maxBodyBytes: number;
  /** How stamps become whole seconds; rounding puts half of them ahead of the Date header. */
  stampRounding: 'round' | 'ceil' | 'floor';
}

export const defaultSwitches: Readonly<SimulatorSwitches> = Object.freeze({
  requestsPerSecond: 5,
  rateWindow: 'sliding',
  strictLockoutMs: 30_000,
  lockoutExtends: false,
  rateLimitBody: 'observed',
  monthlyCap: 0,
  monthlyCapEffect: 'block',
  monthlyCountsRefused: false,
  latencyMs: 0,
  serialPerBase: false,
  iteratorTtlMs: 300_000,
  missingRecordType: 'MODEL_ID_NOT_FOUND',
  unknownTable: 'forbidden',
  identicalWriteMovesModified: true,
  pageSizeErrorType: 'INVALID_REQUEST_UNKNOWN',
  blanksSort: 'first',
  maxBodyBytes: 5_000_000,
  stampRounding: 'round',
});

export function stampOf(nowMs: number, rounding: SimulatorSwitches['stampRounding']): number {
  return Math[rounding](nowMs / 1000) * 1000;
}
