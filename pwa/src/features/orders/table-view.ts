import {
  DEFAULT_PAGE_SIZE,
  DEFAULT_SORT,
  EMPTY_FILTER,
  foldText,
  formatSort,
  type OrderFilter,
  type OrderQuery,
  type OrderQueryParameters,
  type OrderSort,
  orderQuerySchema,
  parseSort,
} from '@orders/contract';

/** What the person wants to see of the orders; all of it is in the address, under the names that the API uses. */
export interface TableView extends Omit<OrderFilter, 'search'> {
  /** As it was typed. */
  readonly searchText: string;
  readonly sort: OrderSort;
  readonly page: number;
  readonly pageSize: number;
}

const { search: _, ...noFilter } = EMPTY_FILTER;

export const DEFAULT_VIEW: TableView = {
  ...noFilter,
  searchText: '',
  sort: DEFAULT_SORT,
  page: 1,
  pageSize: DEFAULT_PAGE_SIZE,
};

const NAMES = [
  'q',
  'status',
  'priority',
  'createdFrom',
  'createdTo',
  'minTotal',
  'maxTotal',
  'sort',
  'page',
  'pageSize',
] as const satisfies readonly (keyof OrderQueryParameters)[];

/** Reads the view from a query string. What makes no sense is left out and named in `ignored`. */
export function readTableView(search: string): { view: TableView; ignored: string[] } {
  const given = new URLSearchParams(search);
  const texts: Partial<Record<string, string>> = {};
  for (const name of NAMES) {
    const text = given.get(name);
    if (text !== null && text !== '') texts[name] = text;
  }
  const first = orderQuerySchema.safeParse(texts);
  if (first.success) return { view: toView(first.data), ignored: [] };
  const wrong = new Set(first.error.issues.map(({ path }) => String(path[0])));
  const ignored = [...wrong].map((name) => `${name}=${texts[name]}`);
  const understood = Object.fromEntries(Object.entries(texts).filter(([name]) => !wrong.has(name)));
  const second = orderQuerySchema.safeParse(understood);
  return { view: second.success ? toView(second.data) : DEFAULT_VIEW, ignored };
}

/** Puts the view into a query string and leaves alone what else is in it. */
export function writeTableView(view: TableView, search: string): URLSearchParams {
  const parameters = new URLSearchParams(search);
  const values: Record<(typeof NAMES)[number], string> = {
    q: view.searchText.trim() === '' ? '' : view.searchText,
    status: writeList(view.statuses),
    priority: writeList(view.priorities),
    createdFrom: view.createdFrom ?? '',
    createdTo: view.createdTo ?? '',
    minTotal: view.minTotal?.toString() ?? '',
    maxTotal: view.maxTotal?.toString() ?? '',
    sort: formatSort(view.sort) === formatSort(DEFAULT_SORT) ? '' : formatSort(view.sort),
    page: view.page === 1 ? '' : view.page.toString(),
    pageSize: view.pageSize === DEFAULT_PAGE_SIZE ? '' : view.pageSize.toString(),
  };
  for (const name of NAMES) {
    parameters.delete(name);
    if (values[name] !== '') parameters.set(name, values[name]);
  }
  return parameters;
}

export function toOrderQuery({ searchText, ...view }: TableView): OrderQuery {
  return { ...view, search: foldText(searchText.trim()) };
}

/** Whether the view leaves orders out. */
export function isFiltered(view: TableView): boolean {
  return (
    view.searchText.trim() !== '' ||
    view.statuses.length > 0 ||
    view.priorities.length > 0 ||
    [view.createdFrom, view.createdTo, view.minTotal, view.maxTotal].some((limit) => limit !== null)
  );
}

/** Takes out filter values that neither an option of the base nor any order has; names them in `ignored`. */
export function dropUnknownValues(
  view: TableView,
  known: { readonly statuses: ReadonlySet<string | null>; readonly priorities: ReadonlySet<string | null> },
): { view: TableView; ignored: string[] } {
  const strange = {
    status: view.statuses.filter((value) => value !== null && !known.statuses.has(value)),
    priority: view.priorities.filter((value) => value !== null && !known.priorities.has(value)),
  };
  const ignored = Object.entries(strange).flatMap(([name, values]) =>
    values.map((value) => `${name}=${value}`),
  );
  if (ignored.length === 0) return { view, ignored };
  return {
    ignored,
    view: {
      ...view,
      statuses: view.statuses.filter((value) => !strange.status.includes(value)),
      priorities: view.priorities.filter((value) => !strange.priority.includes(value)),
    },
  };
}

/** Whether two views differ in nothing but what was typed. */
export function differsInTextOnly(left: TableView, right: TableView): boolean {
  const rest = (view: TableView) => JSON.stringify({ ...view, searchText: '' });
  return left.searchText !== right.searchText && rest(left) === rest(right);
}

/** Everything, in the same order. */
export function withoutFilters({ sort, pageSize }: TableView): TableView {
  return { ...DEFAULT_VIEW, sort, pageSize };
}

type ParsedQuery = Omit<OrderQueryParameters, 'page' | 'pageSize' | 'minTotal' | 'maxTotal'> & {
  page?: number | undefined;
  pageSize?: number | undefined;
  minTotal?: number | undefined;
  maxTotal?: number | undefined;
};

function toView(query: ParsedQuery): TableView {
  return {
    searchText: query.q ?? '',
    statuses: readList(query.status),
    priorities: readList(query.priority),
    createdFrom: query.createdFrom ?? null,
    createdTo: query.createdTo ?? null,
    minTotal: query.minTotal ?? null,
    maxTotal: query.maxTotal ?? null,
    sort: (query.sort === undefined ? null : parseSort(query.sort)) ?? DEFAULT_SORT,
    page: query.page ?? 1,
    pageSize: query.pageSize ?? DEFAULT_PAGE_SIZE,
  };
}

/**
 * An empty element stands for a blank cell: `status=Pending,` is pending or blank, `status=,` blank alone. A comma
 * inside an option is escaped once more.
 */
function readList(text: string | undefined): (string | null)[] {
  if (text === undefined) return [];
  const values = text === ',' ? [''] : text.split(',');
  return [...new Set(values)].map((value) => (value === '' ? null : value.replaceAll('%2C', ',')));
}

function writeList(values: readonly (string | null)[]): string {
  const text = values.map((value) => value?.replaceAll(',', '%2C') ?? '').join(',');
  return values.length === 1 && text === '' ? ',' : text;
}
