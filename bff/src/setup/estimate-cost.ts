import { fullReadIntervalMs } from '../application/refresh-policy.ts';

export interface UseOfMonth {
  /** `null` when nobody knows. */
  readonly orders: number | null;
  readonly ttlMs: number;
  /** How often changes are looked for while somebody is there. */
  readonly intervalMs: number;
  readonly hasWebhook: boolean;
  /** Hours a day, on 22 days, in which somebody has the app open. */
  readonly hoursADay: number;
  readonly editsADay: number;
}

/** Calls to Airtable a month, by what they are for. */
export interface MonthlyCost {
  readonly looking: number;
  readonly fullReads: number;
  readonly edits: number;
  readonly total: number;
}

const WORKDAYS = 22;
/** An edit under a condition looks first and writes then; those of one moment share calls. */
const CALLS_AN_EDIT = 2;
const RECORDS_A_PAGE = 100;

/** What a month of such use costs, counted as the server reads: nothing while nobody is there. */
export function estimateCost(use: UseOfMonth): MonthlyCost {
  const openMs = use.hoursADay * 3_600_000 * WORKDAYS;
  const orders = use.orders ?? 0;
  const policy = { ttlMs: use.ttlMs, intervalMs: use.intervalMs, presenceMs: 0 };
  const looks = use.intervalMs === 0 ? 0 : Math.round(openMs / use.intervalMs);
  const every = Math.max(use.intervalMs, fullReadIntervalMs(policy, orders, use.hasWebhook));
  const full =
    use.intervalMs === 0 || every === 0 ? WORKDAYS : Math.max(WORKDAYS, Math.round(openMs / every));
  const fullReads = full * Math.max(1, Math.ceil(orders / RECORDS_A_PAGE));
  const edits = use.editsADay * WORKDAYS * CALLS_AN_EDIT;
  return { looking: looks, fullReads, edits, total: looks + fullReads + edits };
}
