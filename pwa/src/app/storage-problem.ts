import { isQuotaFailure } from '../db/database-failures.ts';
import type { CopyKeeping } from '../sync/local-copy.ts';

export const OUTDATED = 'A newer version of this app is open in another window. Reload this one to go on.';

/** Why this device cannot keep data, in words; the worst first, `null` = it can. */
export function storageProblemOf(
  keeping: CopyKeeping,
  outboxFailure: unknown,
  isOutdated: boolean,
): string | null {
  if (isOutdated) return OUTDATED;
  if (outboxFailure !== null) {
    return 'Offline saving is off on this device: the browser lets the app store nothing, so changes cannot be made here. Close other windows of the app and reload; a private window, or a setting that forbids storage, does the same.';
  }
  if (keeping.kind === 'given-up' || (keeping.kind === 'failed' && isQuotaFailure(keeping.failure))) {
    return 'This device is out of space. Changes are still stored, but without a connection there are no orders. Free some room and reload.';
  }
  if (keeping.kind === 'failed') {
    return 'Orders cannot be kept on this device, so they are not there without a connection. You can go on working while you are online.';
  }
  return null;
}
