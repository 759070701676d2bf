import {
  type CivilDate,
  DEFAULT_PAGE_SIZE,
  DEFAULT_SORT,
  type FieldError,
  foldText,
  type OrderQuery,
  orderQuerySchema,
  parseSort,
} from '@orders/contract';
import { HttpProblem } from './http-problem.ts';
import type { OrdersContext } from './request-state.ts';
import { fieldErrors } from './validation.ts';

/**
 * The query string as one text a parameter. Empty ones count as not given.
 * @throws HttpProblem 400 naming every parameter that stands twice
 */
export function queryParameters(ctx: OrdersContext): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  const doubled: FieldError[] = [];
  for (const [name, value] of new URLSearchParams(ctx.querystring)) {
    if (name in parameters) doubled.push({ field: name, message: 'given twice' });
    parameters[name] = value;
  }
  if (doubled.length > 0) throw badQuery(doubled);
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
}

/** The parameters of a request that takes the named ones only. @throws HttpProblem 400 naming all others */
export function onlyParameters(ctx: OrdersContext, names: readonly string[]): Record<string, string> {
  const parameters = queryParameters(ctx);
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw badQuery(unknown.map((field) => ({ field, message: 'unknown parameter' })));
  return parameters;
}

/** The query of `GET /api/orders`. @throws HttpProblem 400 naming every parameter that is wrong */
export function readOrderQuery(ctx: OrdersContext): OrderQuery {
  const parsed = orderQuerySchema.safeParse(queryParameters(ctx));
  if (!parsed.success) throw badQuery(fieldErrors(parsed.error.issues, 'unknown parameter'));
  const { data } = parsed;
  return {
    page: data.page ?? 1,
    pageSize: data.pageSize ?? DEFAULT_PAGE_SIZE,
    sort: (data.sort === undefined ? null : parseSort(data.sort)) ?? DEFAULT_SORT,
    statuses: listOf(data.status),
    priorities: listOf(data.priority),
    search: foldText(data.q ?? ''),
    createdFrom: (data.createdFrom as CivilDate | undefined) ?? null,
    createdTo: (data.createdTo as CivilDate | undefined) ?? null,
    minTotal: data.minTotal ?? null,
    maxTotal: data.maxTotal ?? null,
  };
}

export function badQuery(errors: readonly FieldError[]): HttpProblem {
  return new HttpProblem('bad-request', 'The query cannot be understood.', { errors });
}

/** Sorted and without doubles, so that equal questions share an answer. */
function listOf(text: string | undefined): string[] {
  const values = (text ?? '').split(',').map((value) => value.trim());
  return [...new Set(values)].filter((value) => value !== '').sort();
}
