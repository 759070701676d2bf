import type { DatabaseReport, DeviceReport, JournalEvent, StoragePromise } from '../../store/diagnostics.ts';
import type { EditState, PendingEdit } from '../../store/visible-order.ts';

/** What the page shows, besides the device's own report. */
export interface Shown {
  readonly device: DeviceReport | null;
  readonly connection: string;
  readonly storagePromise: StoragePromise;
  readonly storageProblem: string | null;
  readonly pending: readonly PendingEdit[];
  readonly othersEdits: number;
  readonly events: readonly JournalEvent[];
}

export const PROMISE_TEXTS: Record<StoragePromise, string> = {
  granted: 'granted: the browser keeps what is stored here',
  refused: 'refused: the browser may delete what is stored here',
  unknown: 'not asked yet; it is when the first edit is made',
};

const STATES: readonly EditState[] = ['waiting', 'sending', 'conflict', 'rejected'];

/** `2 waiting, 1 conflict`, or that there are none. */
export function queueText(pending: readonly PendingEdit[]): string {
  const counts = STATES.map(
    (state) => [state, pending.filter((edit) => edit.state === state).length] as const,
  );
  const text = counts.filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`);
  return text.length === 0 ? 'empty' : text.join(', ');
}

export function roomText({ usage, quota }: Pick<DeviceReport, 'usage' | 'quota'>): string {
  if (usage === null) return 'the browser does not say';
  return quota === null ? bytesText(usage) : `${bytesText(usage)} of ${bytesText(quota)}`;
}

export function rowsText({ rows }: DatabaseReport): string {
  if (rows === null) return 'cannot be read';
  return Object.entries(rows)
    .map(([store, count]) => `${store} ${count}`)
    .join(', ');
}

/** All of it as text, to be sent to whoever can help. */
export function reportText(shown: Shown, nowIso: string): string {
  const { device, connection, storagePromise, storageProblem, pending, othersEdits, events } = shown;
  const facts = [
    `Orders diagnostics, ${nowIso}`,
    `Build: ${device?.buildId ?? 'unknown'}`,
    `Service worker: ${device?.worker ?? 'unknown'}`,
    `Connection: ${connection}`,
    `Edits: ${queueText(pending)}`,
    `Edits of other accounts: ${othersEdits}`,
    `Room: ${device === null ? 'unknown' : roomText(device)}`,
    `Promise to keep it: ${PROMISE_TEXTS[storagePromise]}`,
    `Storage problem: ${storageProblem ?? 'none'}`,
    ...(device?.databases ?? []).map(
      (found) => `Database of ${found.kind}, ${found.owner}: ${rowsText(found)}`,
    ),
  ];
  const happened = events.map(
    ({ at, text, times }) => `${new Date(at).toISOString()} ${text}${times > 1 ? ` (${times} times)` : ''}`,
  );
  return [...facts, '', 'Last events:', ...happened].join('\n');
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** step).toPrecision(3))} ${units[step]}`;
}
