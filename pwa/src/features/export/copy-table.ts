import type { Order } from '@orders/contract';
import type { ExportColumn, Units } from './export-column.ts';
import { tableText } from './table-text.ts';

/**
 * Puts orders into the clipboard: a table for mails and sheets, tab-separated text for everything else.
 * @throws Error that says why when the browser does not let it
 */
export async function copyTable(
  orders: readonly Order[],
  columns: readonly ExportColumn[],
  units: Units,
): Promise<void> {
  const { html, plain } = tableText(orders, columns, units);
  try {
    if (typeof ClipboardItem === 'undefined') return await navigator.clipboard.writeText(plain);
    const asBlob = (type: string, text: string) => new Blob([text], { type });
    const item = new ClipboardItem({
      'text/html': asBlob('text/html', html),
      'text/plain': asBlob('text/plain', plain),
    });
    await navigator.clipboard.write([item]);
  } catch (cause) {
    throw new Error('The browser does not let the app write to the clipboard.', { cause });
  }
}
