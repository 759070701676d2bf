import type { EndpointName } from '../wire/endpoints.ts';

/** Trouble to make. Faults of one request add up; each can be aimed, counted and left to chance. */
export type Fault = FaultAim & FaultKind;

export interface FaultAim {
  readonly endpoint?: EndpointName | readonly EndpointName[];
  readonly method?: string;
  /** Part of the path and query, as the client sent it. */
  readonly pathIncludes?: string;
  /** Requests to leave alone first. */
  readonly skip?: number;
  /** Requests to hit before the fault ends; absent = until it is removed. */
  readonly count?: number;
  /** Share of the aimed-at requests to hit, 0 to 1. */
  readonly probability?: number;
}

export type FaultKind =
  /** Waits before anything is done. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** `when: 'after'`: the write is applied and then an error answered. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly body?: 'json' | 'html' | 'empty';
      readonly when?: FaultMoment;
      readonly retryAfterSeconds?: number;
    }
  /** 200 with a page instead of JSON, as a captive proxy answers. */
  | { readonly kind: 'html' }
  /** The right headers and the first part of the body. */
  | { readonly kind: 'truncated' }
  /** The connection breaks; `after` = what was asked for has happened. */
  | { readonly kind: 'drop'; readonly when?: FaultMoment }
  /** Never answers. */
  | { readonly kind: 'hang'; readonly when?: FaultMoment }
  /** The lock-out of 429 begins with this request. */
  | { readonly kind: 'lockOut' }
  /** All offsets are forgotten before this request is looked at. */
  | { readonly kind: 'expireOffsets' }
  /** Every page is answered as the first, with an offset that leads to it again. */
  | { readonly kind: 'offsetLoop' }
  /** Requests that name the field are refused as if it were gone. */
  | { readonly kind: 'refuseField'; readonly field: string }
  /** Cells of a field (all fields without one) hold another type of value. */
  | { readonly kind: 'wrongTypes'; readonly field?: string; readonly value?: unknown }
  /** Cells of a field hold the objects that formulas show for NaN, Infinity and errors. */
  | { readonly kind: 'specialValue'; readonly field?: string }
  /** The first record of a page has no id. */
  | { readonly kind: 'missingId' }
  /** The first record of a page comes again at its end. */
  | { readonly kind: 'duplicateId' }
  /** Padding that nobody asked for. */
  | { readonly kind: 'hugeBody'; readonly bytes?: number }
  /** Somebody deletes a field in the app; undone when the fault is removed. */
  | { readonly kind: 'removeField'; readonly field: string }
  /** Somebody renames a field in the app; undone when the fault is removed. */
  | { readonly kind: 'renameField'; readonly field: string; readonly to: string }
  /** Somebody adds an option to a select and gives it to some rows. This stays. */
  | { readonly kind: 'addOption'; readonly field: string; readonly name: string; readonly rows?: number };

export type FaultMoment = 'before' | 'after';

/** Changes of the table's set-up; they happen when the fault is added, not to a request. */
export type SchemaFault = Extract<Fault, { kind: 'removeField' | 'renameField' | 'addOption' }>;

export type ActiveFault = Fault & { readonly id: number; readonly hits: number };

export function isSchemaFault(fault: Fault): fault is SchemaFault {
  return fault.kind === 'removeField' || fault.kind === 'renameField' || fault.kind === 'addOption';
}
