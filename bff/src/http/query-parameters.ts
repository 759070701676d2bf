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
import type * as z from 'zod/mini';
import { HttpProblem } from './http-problem.ts';
import type { OrdersContext, OrdersMiddleware } from './request-state.ts';
import { fieldErrors } from './validation.ts';

/** Refuses parameters that stand twice, where anything else is let pass. @throws HttpProblem 400 */
export const refuseDoubled: OrdersMiddleware = async function refuseDoubled(ctx, next) {
  const { doubled } = givenParameters(ctx);
  if (doubled.length > 0) throw badQuery(doubled);
  await next();
};

/** The parameters of a request that takes the named ones only. @throws HttpProblem 400 naming all that is wrong */
export function onlyParameters(ctx: OrdersContext, names: readonly string[]): Record<string, string> {
  const { values, doubled } = givenParameters(ctx);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  const faults = [...doubled, ...unknown.map((field) => ({ field, message: 'unknown parameter' }))];
  if (faults.length > 0) throw badQuery(faults);
  return values;
}

/** The parameters of a request as a schema has them. @throws HttpProblem 400 naming all that is wrong */
export function readParameters<T>(ctx: OrdersContext, schema: z.ZodMiniType<T>): T {
  const { values, doubled } = givenParameters(ctx);
  const parsed = schema.safeParse(values);
  const faults = [...doubled, ...fieldErrors(parsed.error?.issues ?? [], 'unknown parameter')];
  if (!parsed.success || faults.length > 0) throw badQuery(faults);
  return parsed.data;
}

/** The query of `GET /api/orders`. @throws HttpProblem 400 naming every parameter that is wrong */
export function readOrderQuery(ctx: OrdersContext): OrderQuery {
  const data = readParameters(ctx, orderQuerySchema);
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

/** The query string as one text a parameter, empty ones left out, and the faults of those that stand twice. */
function givenParameters(ctx: OrdersContext): { values: Record<string, string>; doubled: FieldError[] } {
  const given = new Map<string, string>();
  const doubled = new Set<string>();
  for (const [name, value] of new URLSearchParams(ctx.querystring)) {
    if (given.has(name)) doubled.add(name);
    given.set(name, value);
  }
  const once = [...given].filter(([name, value]) => value !== '' && !doubled.has(name));
  return {
    values: Object.fromEntries(once),
    doubled: Array.from(doubled, (field) => ({ field, message: 'given twice' })),
  };
}

function badQuery(errors: readonly FieldError[]): HttpProblem {
  return new HttpProblem('bad-request', 'The query cannot be understood.', { errors });
}

/** Sorted and without doubles, so that equal questions share an answer. */
function listOf(text: string | undefined): string[] {
  const values = (text ?? '').split(',').map((value) => value.trim());
  return [...new Set(values)].filter((value) => value !== '').sort();
}
