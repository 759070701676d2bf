import { CSV_BEGIN, CSV_MEDIA_TYPE, csvRecord } from './csv.ts';
import type { RawCell } from './export-column.ts';
import type { ExportAnswer, ExportMessage } from './export-protocol.ts';
import { type FileCell, fileCells, momentText } from './file-cells.ts';

/** Makes a file beside the page: tens of thousands of rows would hold it up. */
interface FileInMaking {
  add(rows: readonly (readonly RawCell[])[]): void;
  finish(): Promise<Blob>;
}

let turn: Promise<FileInMaking | null> = Promise.resolve(null);

self.addEventListener('message', ({ data }: MessageEvent<ExportMessage>) => {
  turn = turn.then((file) => take(file, data));
  turn.catch((error: unknown) => answer({ kind: 'failed', reason: String(error) }));
});

async function take(file: FileInMaking | null, message: ExportMessage): Promise<FileInMaking | null> {
  if (message.kind === 'begin') return message.format === 'csv' ? beginCsv(message) : beginXlsx(message);
  if (message.kind === 'rows') file?.add(message.rows);
  else if (file !== null) answer({ kind: 'file', file: await file.finish() });
  return file;
}

type Begin = ExportMessage & { readonly kind: 'begin' };

function beginCsv({ titles, kinds, timeZone }: Begin): FileInMaking {
  const toCells = fileCells(kinds, { timeZone });
  const parts = [CSV_BEGIN + csvRecord(titles)];
  const asText = (cell: FileCell) => (cell instanceof Date ? momentText(cell) : cell);
  return {
    add: (rows) => parts.push(rows.map((cells) => csvRecord(toCells(cells).map(asText))).join('')),
    finish: async () => new Blob(parts, { type: CSV_MEDIA_TYPE }),
  };
}

/** The library comes only to those who want such a file. */
async function beginXlsx({ titles, kinds, timeZone }: Begin): Promise<FileInMaking> {
  const { createXlsx } = await import('./xlsx.ts');
  const toCells = fileCells(kinds, { timeZone });
  const file = createXlsx(titles, kinds);
  return {
    add(rows) {
      for (const cells of rows) file.add(toCells(cells));
    },
    finish: () => file.finish(),
  };
}

function answer(message: ExportAnswer): void {
  self.postMessage(message);
}
