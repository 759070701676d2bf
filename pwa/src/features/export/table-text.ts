import type { Order } from '@orders/contract';
import { harmlessText } from '@orders/contract';
import { type ExportColumn, fileTitle, kindOf, rawCells, type Units } from './export-column.ts';
import { type FileCell, fileCells, momentText } from './file-cells.ts';

/** A table as other programs take it from the clipboard. */
export interface TableText {
  readonly html: string;
  /** Tab-separated. */
  readonly plain: string;
}

/** These orders as a table to paste into a mail or a sheet; numbers and dates are such as a sheet understands. */
export function tableText(
  orders: readonly Order[],
  columns: readonly ExportColumn[],
  units: Units,
): TableText {
  const kinds = columns.map(({ field }) => kindOf(field));
  const toCells = fileCells(kinds, units);
  const titles = columns.map((column) => fileTitle(column, units));
  const rows = orders.map((order) => toCells(rawCells(order, columns)).map(cellText));
  return {
    html: [
      '<table><thead>',
      htmlRow('th', titles),
      '</thead><tbody>',
      ...rows.map((cells) => htmlRow('td', cells)),
      '</tbody></table>',
    ].join(''),
    plain: [titles, ...rows].map((cells) => cells.join('\t')).join('\r\n'),
  };
}

/** One line without tabs, or the cells after it would move. */
function cellText(cell: FileCell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return momentText(cell);
  return typeof cell === 'number' ? String(cell) : harmlessText(cell.replaceAll(/[\t\r\n]+/g, ' '));
}

function htmlRow(tag: 'td' | 'th', cells: readonly string[]): string {
  return `<tr>${cells.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
