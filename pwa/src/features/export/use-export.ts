import type { OrderQuery } from '@orders/contract';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { saveAsFile } from '../../ui/save-as-file.ts';
import type { Toasts } from '../../ui/toast.ts';
import { useToasts } from '../../ui/toast-context.tsx';
import type { ExportColumn } from './export-column.ts';
import type { ExportFormat } from './export-protocol.ts';
import { fileName } from './file-name.ts';

/** What is on the screen, as far as it can leave the app. */
export interface ExportSource {
  readonly query: OrderQuery;
  /** `null` = it has none. */
  readonly viewName: string | null;
  readonly columns: readonly ExportColumn[];
  /** The present day in the reporting zone, a civil date. */
  readonly today: string;
}

export interface ExportActions {
  /** All orders of the view, not the page alone. */
  saveAs(format: ExportFormat): Promise<void>;
  copyPage(): Promise<void>;
  copy(orders: readonly VisibleOrder[]): Promise<void>;
  print(): void;
}

const EVERYTHING = { page: 1, pageSize: Number.MAX_SAFE_INTEGER } as const;
/** What takes longer than this says so. */
const PATIENCE_MS = 400;
const TOAST = 'export';

/** Takes the orders out of the app, from this device alone: with or without a connection. */
export function useExport(source: ExportSource): ExportActions {
  const { orders, config } = useServices();
  const toasts = useToasts();
  const formats = useFormats();
  const { query, columns } = source;
  const units = () => ({ timeZone: formats.timeZone, currency: config.current()?.currency ?? null });
  const copy = (chosen: readonly VisibleOrder[]) =>
    telling(toasts, 'The orders could not be copied', async () => {
      const { copyTable } = await import('./copy-table.ts');
      await copyTable(chosen, columns, units());
      return { title: 'Copied as a table', detail: `${countText(chosen.length, formats.count)}.` };
    });
  return {
    copy,
    copyPage: () => copy(orders.current().query(query).orders),
    print: () => window.print(),
    saveAs: (format) =>
      telling(toasts, 'The file could not be made', async () => {
        const found = orders.current().query({ ...query, ...EVERYTHING }).orders;
        if (found.length === 0) return { title: 'There are no orders to export here' };
        const { makeFile } = await import('./make-file.ts');
        const name = fileName(source.viewName, source.today, format);
        saveAsFile(name, await makeFile({ format, columns, orders: found, ...units() }));
        return { title: `Exported as “${name}”`, detail: exportedText(found, formats.count) };
      }),
  };
}

/** Runs a job and tells how it ended, and that it goes on where it takes a while. */
async function telling(
  toasts: Toasts,
  failure: string,
  job: () => Promise<{ readonly title: string; readonly detail?: string }>,
): Promise<void> {
  const timer = setTimeout(
    () => toasts.show({ id: TOAST, title: 'Writing the orders …', timeoutMs: 0 }),
    PATIENCE_MS,
  );
  try {
    toasts.show({ id: TOAST, ...(await job()) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const detail = `${reason} Nothing was changed; try again, or reload the app first.`;
    toasts.show({ id: TOAST, tone: 'problem', title: failure, detail, timeoutMs: 0 });
  } finally {
    clearTimeout(timer);
  }
}

function exportedText(orders: readonly VisibleOrder[], count: (value: number) => string): string {
  const unsent = orders.filter(({ editState }) => editState !== null).length;
  const text = countText(orders.length, count);
  return unsent === 0
    ? `${text}.`
    : `${text}, ${count(unsent)} of them with edits that Airtable does not have yet.`;
}

function countText(number: number, count: (value: number) => string): string {
  return `${count(number)} ${number === 1 ? 'order' : 'orders'}`;
}
