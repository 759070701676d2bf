import {
  dropUnknownValues,
  readTableView,
  TABLE_PARAMETERS,
  type TableView,
  writeTableView,
} from '../features/orders/table-view.ts';
import { VIEW_PARAMETER } from '../features/views/view-address.ts';
import { PANEL, writeSearch } from './routes.ts';

/** Every parameter that this build understands. What is not among them is left alone, and said to be left out. */
const PARAMETERS: ReadonlySet<string> = new Set([...TABLE_PARAMETERS, PANEL, VIEW_PARAMETER]);

type KnownValues = Parameters<typeof dropUnknownValues>[1];

/** The view that an address asks for. @param today the day that `today` means in it, a civil date */
export function readAddress(
  search: string,
  today: string,
  known: KnownValues | null,
): { view: TableView; ignored: string[] } {
  const { view, ignored } = readTableView(search, today);
  const strange = [...new URLSearchParams(search)].filter(([name]) => !PARAMETERS.has(name));
  const leftOut = [...ignored, ...strange.map(([name, text]) => `${name}=${text}`)];
  if (known === null) return { view, ignored: leftOut };
  const understood = dropUnknownValues(view, known);
  return { view: understood.view, ignored: [...leftOut, ...understood.ignored] };
}

/** The query string for a view; what else is in the present one stays. */
export function writeAddress(view: TableView, search: string): string {
  return writeSearch(writeTableView(view, search));
}
