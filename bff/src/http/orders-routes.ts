import type Router from '@koa/router';
import { formatSort, type OrderQuery, PATHS } from '@orders/contract';
import { changesSince } from '../domain/change-cursor.ts';
import { listOrders } from '../domain/order-listing.ts';
import { formatVersion } from '../domain/version.ts';
import { sendAnswer } from './data-response.ts';
import { pageLinks } from './page-links.ts';
import { onlyParameters, readOrderQuery } from './query-parameters.ts';
import { ReadyAnswer } from './ready-answer.ts';
import type { OrdersMiddleware, RequestState } from './request-state.ts';
import type { HttpServices } from './services.ts';
import { currentTable } from './snapshot-gate.ts';

/** Orders in one page of the changes feed. */
const CHANGES_PAGE = 1_000;

export interface ReadLimits {
  readonly list: OrdersMiddleware;
  readonly summary: OrdersMiddleware;
  readonly changes: OrdersMiddleware;
}

/** The reads about many orders. */
export function mountOrdersRoutes(
  router: Router<RequestState>,
  services: HttpServices,
  limits: ReadLimits,
): void {
  const { answers, clock } = services;

  router.get(PATHS.summary, limits.summary, async (ctx) => {
    onlyParameters(ctx, []);
    const table = await currentTable(ctx, services);
    const now = clock.now();
    const key = `summary ${table.calendar.dayOf(now)}`;
    const make = () => ReadyAnswer.ofJson(table.tally.summary(now));
    sendAnswer(ctx, services, answers.get(key, formatVersion(table.version), make));
  });

  router.get(PATHS.changes, limits.changes, async (ctx) => {
    const { since } = onlyParameters(ctx, ['since']);
    const table = await currentTable(ctx, services);
    sendAnswer(ctx, services, ReadyAnswer.ofJson(changesSince(table, since ?? null, CHANGES_PAGE)));
  });

  router.get(PATHS.orders, limits.list, async (ctx) => {
    const query = readOrderQuery(ctx);
    const table = await currentTable(ctx, services);
    const make = () => {
      const page = listOrders(table, query);
      return ReadyAnswer.ofJson(page, { headers: { Link: pageLinks(query, page.pageCount) } });
    };
    sendAnswer(ctx, services, answers.get(queryKey(query), formatVersion(table.version), make));
  });
}

/** One text for all spellings of a question. */
function queryKey({ sort, ...rest }: OrderQuery): string {
  return `list ${formatSort(sort)} ${JSON.stringify(rest)}`;
}
