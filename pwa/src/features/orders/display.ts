import { SORT_FIELDS, type SortField } from '@orders/contract';
import { COLUMN_TITLES } from './column-titles.ts';

export type ColumnId = SortField;
export type Density = 'comfortable' | 'compact';

/** How the table looks on this device. */
export interface Display {
  /** All columns, hidden ones included. */
  readonly order: readonly ColumnId[];
  readonly hidden: readonly ColumnId[];
  /** Stand before all others and stay in sight when the table is scrolled sideways. */
  readonly pinned: readonly ColumnId[];
  /** CSS pixels, where they were chosen. */
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
  readonly density: Density;
}

const IN_ORDER = Object.keys(COLUMN_TITLES) as ColumnId[];

export const DEFAULT_DISPLAY: Display = {
  order: IN_ORDER,
  hidden: [],
  pinned: [],
  widths: {},
  density: 'comfortable',
};

/** The name of an order leads to it, so its column is always there. */
export const ALWAYS_SHOWN: ColumnId = 'orderId';

export const MIN_WIDTH = 80;
export const MAX_WIDTH = 600;

/** What columns take where nothing was chosen and there is too little room for all. */
const USUAL_WIDTHS: Record<ColumnId, number> = {
  orderId: 140,
  customer: 220,
  status: 140,
  orderTotal: 120,
  priority: 116,
  createdAt: 144,
  updatedAt: 144,
};

/** The columns that are shown, as they stand from the beginning of the line. */
export function shownColumns({ order, hidden, pinned }: Display): readonly ColumnId[] {
  const shown = order.filter((id) => !hidden.includes(id));
  const isPinned = (id: ColumnId) => pinned.includes(id);
  return [...shown.filter(isPinned), ...shown.filter((id) => !isPinned(id))];
}

export function widthOf(id: ColumnId, { widths }: Display): number {
  return widths[id] ?? USUAL_WIDTHS[id];
}

export function withShown(display: Display, id: ColumnId, isShown: boolean): Display {
  const others = display.hidden.filter((other) => other !== id);
  return { ...display, hidden: isShown || id === ALWAYS_SHOWN ? others : [...others, id] };
}

export function withPinned(display: Display, id: ColumnId, isPinned: boolean): Display {
  const others = display.pinned.filter((other) => other !== id);
  return { ...display, pinned: isPinned ? [...others, id] : others };
}

export function withWidth(display: Display, id: ColumnId, width: number): Display {
  const kept = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));
  return { ...display, widths: { ...display.widths, [id]: kept } };
}

/** Puts a column where another one is, which makes room. */
export function withMoved(display: Display, id: ColumnId, to: ColumnId): Display {
  const place = display.order.indexOf(to);
  if (id === to || place === -1) return display;
  return { ...display, order: display.order.filter((other) => other !== id).toSpliced(place, 0, id) };
}

/** What another build has written, or somebody else, is taken as far as it makes sense. */
export function readDisplay(text: string | null): Display {
  try {
    const read: Record<string, unknown> = Object(JSON.parse(text ?? '{}'));
    const order = columnsIn(read['order']);
    const widths = Object.entries(Object(read['widths'])).filter(
      ([id, width]) => isColumn(id) && typeof width === 'number' && width >= MIN_WIDTH && width <= MAX_WIDTH,
    );
    return {
      order: [...order, ...IN_ORDER.filter((id) => !order.includes(id))],
      hidden: columnsIn(read['hidden']).filter((id) => id !== ALWAYS_SHOWN),
      pinned: columnsIn(read['pinned']),
      widths: Object.fromEntries(widths),
      density: read['density'] === 'compact' ? 'compact' : 'comfortable',
    };
  } catch {
    return DEFAULT_DISPLAY;
  }
}

function columnsIn(list: unknown): ColumnId[] {
  return Array.isArray(list) ? [...new Set(list.filter(isColumn))] : [];
}

function isColumn(id: unknown): id is ColumnId {
  return SORT_FIELDS.some((field) => field === id);
}
