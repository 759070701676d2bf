import { XlsxStreamWriter } from 'hucre/xlsx';
import type { ColumnKind } from './export-column.ts';
import type { FileCell } from './file-cells.ts';

const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** What Excel takes in one cell. */
const MAX_TEXT = 32_767;

const LOOKS: Record<ColumnKind, { readonly width: number; readonly style?: { readonly numFmt: string } }> = {
  text: { width: 22 },
  amount: { width: 16, style: { numFmt: '#,##0.00' } },
  moment: { width: 26, style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } },
};

export interface XlsxFile {
  add(cells: readonly FileCell[]): void;
  finish(): Promise<Blob>;
}

/** A workbook of one sheet, its titles always in sight. Texts are texts, whatever they begin with. */
export function createXlsx(titles: readonly string[], kinds: readonly ColumnKind[]): XlsxFile {
  const writer = new XlsxStreamWriter({
    name: 'Orders',
    columns: titles.map((header, index) => ({ header, ...LOOKS[kinds[index] ?? 'text'] })),
    freezePane: { rows: 1 },
    repeatHeaders: true,
  });
  return {
    add: (cells) => writer.addRow(cells.map(fitting)),
    finish: async () => new Blob([(await writer.finish()) as Uint8Array<ArrayBuffer>], { type: MEDIA_TYPE }),
  };
}

function fitting(cell: FileCell): FileCell {
  return typeof cell === 'string' && cell.length > MAX_TEXT ? `${cell.slice(0, MAX_TEXT - 1)}…` : cell;
}
