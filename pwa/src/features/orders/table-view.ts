import {
  type CivilDate,
  DEFAULT_PAGE_SIZE,
  DEFAULT_SORT,
  EMPTY_FILTER,
  foldText,
  type OrderFilter,
  type OrderQuery,
  type OrderQueryParameters,
  type OrderSort,
  orderQuerySchema,
} from '@orders/contract';
import { type CreatedPeriod, PERIODS, type PeriodName, periodAsOf } from './created-period.ts';
import { readList, readSorts, writeList, writeSorts } from './view-parameters.ts';

/**
 * What the person wants to see of the orders. All of it is in the address, under the names that the API uses where it
 * has one; nothing outside of this module needs to know these names.
 */
export interface TableView extends Required<Omit<OrderFilter, 'search'>> {
  /** As it was typed. */
  readonly searchText: string;
  /** The period that the dates of creation stand for, where they were asked for by its name. */
  readonly period: CreatedPeriod | null;
  readonly sort: OrderSort;
  readonly thenBy: readonly OrderSort[];
  readonly page: number;
  readonly pageSize: number;
}

const { search: _, ...noFilter } = EMPTY_FILTER;

export const DEFAULT_VIEW: TableView = {
  ...noFilter,
  customers: [],
  updatedFrom: null,
  hasEdit: false,
  searchText: '',
  period: null,
  sort: DEFAULT_SORT,
  thenBy: [],
  page: 1,
  pageSize: DEFAULT_PAGE_SIZE,
};

/** What only a device can answer; the API knows none of it. */
const OWN_NAMES = ['customer', 'created', 'updated', 'edits'] as const;
const API_NAMES = [
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
/** The parameters of an address that the table understands. */
export const TABLE_PARAMETERS = [...API_NAMES, ...OWN_NAMES];
type ParameterName = (typeof TABLE_PARAMETERS)[number];
type Texts = Partial<Record<ParameterName, string>>;

/**
 * Reads the view from a query string. What makes no sense is left out and named in `ignored`.
 * @param today in the reporting zone
 */
export function readTableView(search: string, today: CivilDate): { view: TableView; ignored: string[] } {
  const given = new URLSearchParams(search);
  const texts: Texts = {};
  for (const name of TABLE_PARAMETERS) {
    const text = given.get(name);
    if (text !== null && text !== '') texts[name] = text;
  }
  const wrong = wrongNames(texts);
  const ignored = wrong.map((name) => `${name}=${texts[name]}`);
  for (const name of wrong) delete texts[name];
  const { sorts, ignored: ignoredSorts } = readSorts(texts.sort);
  return { view: toView(texts, sorts, today), ignored: [...ignored, ...ignoredSorts] };
}

/** Puts the view into a query string and leaves alone what else is in it. */
export function writeTableView(view: TableView, search: string): URLSearchParams {
  const parameters = new URLSearchParams(search);
  const { period } = view;
  const isPeriod = period?.createdFrom === view.createdFrom && period?.createdTo === view.createdTo;
  const sort = writeSorts([view.sort, ...view.thenBy]);
  const values: Record<ParameterName, string> = {
    q: view.searchText.trim() === '' ? '' : view.searchText,
    status: writeList(view.statuses),
    priority: writeList(view.priorities),
    customer: writeList(view.customers),
    created: isPeriod ? (period?.name ?? '') : '',
    createdFrom: isPeriod ? '' : (view.createdFrom ?? ''),
    createdTo: isPeriod ? '' : (view.createdTo ?? ''),
    updated: view.updatedFrom === null ? '' : TODAY,
    minTotal: view.minTotal?.toString() ?? '',
    maxTotal: view.maxTotal?.toString() ?? '',
    edits: view.hasEdit ? WAITING : '',
    sort: sort === writeSorts([DEFAULT_SORT]) ? '' : sort,
    page: view.page === 1 ? '' : view.page.toString(),
    pageSize: view.pageSize === DEFAULT_PAGE_SIZE ? '' : view.pageSize.toString(),
  };
  for (const name of TABLE_PARAMETERS) {
    parameters.delete(name);
    if (values[name] !== '') parameters.set(name, values[name]);
  }
  return parameters;
}

/** What the store is asked. Filters that are not used are left out, so that equal questions look the same. */
export function toOrderQuery(view: TableView): OrderQuery {
  const { searchText, period: _period, customers, updatedFrom, hasEdit, thenBy, ...rest } = view;
  return {
    ...rest,
    search: foldText(searchText.trim()),
    ...(customers.length > 0 && { customers }),
    ...(updatedFrom !== null && { updatedFrom }),
    ...(hasEdit && { hasEdit }),
    ...(thenBy.length > 0 && { thenBy }),
  };
}

/** Whether the view leaves orders out. */
export function isFiltered(view: TableView): boolean {
  return (
    view.searchText.trim() !== '' ||
    view.hasEdit ||
    [view.statuses, view.priorities, view.customers].some((values) => values.length > 0) ||
    [view.createdFrom, view.createdTo, view.updatedFrom, view.minTotal, view.maxTotal].some(
      (limit) => limit !== null,
    )
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
export function withoutFilters({ sort, thenBy, pageSize }: TableView): TableView {
  return { ...DEFAULT_VIEW, sort, thenBy, pageSize };
}

/** A limit that is above the other one leaves nothing over, and nobody means that. */
const RANGES = [
  ['createdFrom', 'createdTo'],
  ['minTotal', 'maxTotal'],
] as const;

function wrongNames(texts: Texts): ParameterName[] {
  const read = readApiPart(texts);
  if (!read.success) {
    const wrong = [...new Set(read.error.issues.map(({ path }) => path[0] as ParameterName))];
    const rest = Object.fromEntries(
      Object.entries(texts).filter(([name]) => !wrong.includes(name as ParameterName)),
    );
    return [...wrong, ...wrongNames(rest)];
  }
  const turned = RANGES.filter(([from, to]) => {
    const [low, high] = [read.data[from], read.data[to]];
    return low !== undefined && high !== undefined && low > high;
  });
  const isWrong: Record<(typeof OWN_NAMES)[number], boolean> = {
    customer: false,
    // Dates say more than the name of a period does.
    created: !isPeriodName(texts.created) || (texts.createdFrom ?? texts.createdTo) !== undefined,
    updated: texts.updated !== TODAY,
    edits: texts.edits !== WAITING,
  };
  const own = OWN_NAMES.filter((name) => texts[name] !== undefined && isWrong[name]);
  return [...turned.flat(), ...own];
}

const TODAY = 'today';
const WAITING = 'waiting';

/** The sort has more to it here than the API takes. */
function readApiPart(texts: Texts) {
  const names = API_NAMES.filter((name) => name !== 'sort' && texts[name] !== undefined);
  return orderQuerySchema.safeParse(Object.fromEntries(names.map((name) => [name, texts[name]])));
}

function isPeriodName(text: string | undefined): text is PeriodName {
  return PERIODS.some((name) => name === text);
}

/** @param texts of which each makes sense */
function toView(texts: Texts, [sort = DEFAULT_SORT, ...thenBy]: readonly OrderSort[], today: CivilDate) {
  const query = readApiPart(texts).data ?? {};
  const period = isPeriodName(texts.created) ? periodAsOf(texts.created, today) : null;
  return {
    searchText: query.q ?? '',
    statuses: readList(query.status),
    priorities: readList(query.priority),
    customers: readList(texts.customer),
    period,
    createdFrom: period?.createdFrom ?? query.createdFrom ?? null,
    createdTo: period?.createdTo ?? query.createdTo ?? null,
    updatedFrom: texts.updated === undefined ? null : today,
    minTotal: query.minTotal ?? null,
    maxTotal: query.maxTotal ?? null,
    hasEdit: texts.edits !== undefined,
    sort,
    thenBy,
    page: query.page ?? 1,
    pageSize: query.pageSize ?? DEFAULT_PAGE_SIZE,
  };
}
