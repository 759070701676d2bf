import type Router from '@koa/router';
import { type Order, PATHS } from '@orders/contract';
import { type EditTarget, findOrder } from '../application/edit-order.ts';
import { sendAnswer } from './data-response.ts';
import { HttpProblem } from './http-problem.ts';
import { onlyParameters } from './query-parameters.ts';
import { ReadyAnswer } from './ready-answer.ts';
import type { OrdersContext, OrdersMiddleware, RequestState } from './request-state.ts';
import { type HttpServices, opaqueOf } from './services.ts';
import { currentTable } from './snapshot-gate.ts';
import { takeOnly } from './take-only.ts';

/** Path of one order, for the router. */
export const ORDER_PATH = `${PATHS.orders}/:orderId`;

/** The read of one order. */
export function mountOrderRoutes(
  router: Router<RequestState>,
  services: HttpServices,
  limit: OrdersMiddleware,
): void {
  // These paths are no orders, though they look like the path of one to the router.
  router.all([PATHS.summary, PATHS.changes], takeOnly('GET, HEAD'));
  router.all(PATHS.sync, takeOnly('POST'));

  router.get(ORDER_PATH, limit, async (ctx) => {
    onlyParameters(ctx, []);
    const target = pathTarget(ctx, ctx.params['orderId']);
    const order = oneOrder(findOrder(await currentTable(ctx, services), target));
    sendAnswer(ctx, services, ReadyAnswer.ofJson(order, { opaque: opaqueOf(order) }));
  });
}

/** What a path segment names; the router leaves a segment that cannot be decoded as it is. */
export function pathTarget(ctx: OrdersContext, segment: string | undefined): EditTarget {
  const raw = ctx.path.slice(`${PATHS.orders}/`.length);
  try {
    decodeURIComponent(raw);
  } catch (cause) {
    throw new HttpProblem('bad-request', 'The address is not valid.', { cause });
  }
  return { text: segment ?? '', isRecordId: null };
}

/** The one order that was found. @throws HttpProblem 404, or 409 naming the records that share the Order ID */
export function oneOrder(found: ReturnType<typeof findOrder>): Order {
  if (found.kind === 'one') return found.order;
  throw found.kind === 'not-found' ? noSuchOrder() : ambiguousOrder(found.recordIds);
}

export function noSuchOrder(): HttpProblem {
  return new HttpProblem('not-found', 'There is no order with this id.');
}

export function ambiguousOrder(recordIds: readonly string[]): HttpProblem {
  return new HttpProblem(
    'ambiguous-order',
    `${recordIds.length} records have this Order ID: ${recordIds.join(', ')}. Name one by its record id.`,
    { members: { recordIds } },
  );
}
