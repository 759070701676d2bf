import type { Order } from '@orders/contract';
import { pause } from '../../ui/pause.ts';
import { workerAddress } from '../../ui/trusted-script.ts';
import { type ExportColumn, fileTitle, kindOf, rawCells, type Units } from './export-column.ts';
import type { ExportAnswer, ExportFormat, ExportMessage } from './export-protocol.ts';
import exportWorkerUrl from './export-worker.ts?worker&url';

interface FileRequest extends Units {
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn[];
  readonly orders: readonly Order[];
}

/** So many rows are handed over at a time: a millisecond or two of work between which the page can draw. */
const ROWS_AT_A_TIME = 500;

/**
 * Makes a file of these orders in a worker.
 * @throws Error when the worker cannot be started, or fails; its message says why
 */
export async function makeFile({ format, columns, orders, ...units }: FileRequest): Promise<Blob> {
  const worker = new Worker(workerAddress(exportWorkerUrl), { type: 'module' });
  const tell = (message: ExportMessage) => worker.postMessage(message);
  try {
    const answered = answerOf(worker);
    tell({
      kind: 'begin',
      format,
      titles: columns.map((column) => fileTitle(column, units)),
      kinds: columns.map(({ field }) => kindOf(field)),
      timeZone: units.timeZone,
    });
    for (let from = 0; from < orders.length; from += ROWS_AT_A_TIME) {
      const part = orders.slice(from, from + ROWS_AT_A_TIME);
      tell({ kind: 'rows', rows: part.map((order) => rawCells(order, columns)) });
      await pause();
    }
    tell({ kind: 'end' });
    return await answered;
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<Blob> {
  const { promise, resolve, reject } = Promise.withResolvers<Blob>();
  worker.addEventListener('message', ({ data }: MessageEvent<ExportAnswer>) => {
    if (data.kind === 'file') resolve(data.file);
    else reject(new Error(data.reason));
  });
  worker.addEventListener('error', (event) => {
    reject(new Error(event.message || 'The part of the app that makes files could not be loaded.'));
  });
  // Rows may still be on their way when it fails; whoever waits for the file hears of it.
  promise.catch(() => undefined);
  return promise;
}
