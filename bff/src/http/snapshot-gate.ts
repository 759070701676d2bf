import { HEADERS } from '@orders/contract';
import type { OrderTable } from '../domain/order-table.ts';
import { parseVersion } from '../domain/version.ts';
import { HttpProblem, retryAfter } from './http-problem.ts';
import type { OrdersContext } from './request-state.ts';
import type { HttpServices } from './services.ts';

/** How long a request waits for the very first read, and for a version it wants to see. */
const FIRST_READ_WAIT_MS = 20_000;
const VERSION_WAIT_MS = 2_000;

/**
 * The orders to answer a request from. Waits only when there are none at all, or when the request names a version
 * that this replica has not yet; old data starts a refresh behind the answer.
 * @throws HttpProblem 503 when there is nothing that may be served, 400 for a malformed version
 */
export async function currentTable(ctx: OrdersContext, services: HttpServices): Promise<OrderTable> {
  const { keeper, refresher, presence } = services;
  presence.touch();
  const wanted = readMinVersion(ctx);
  const hadTable = keeper.table !== null;
  if (!hadTable && !(await keeper.untilReady(FIRST_READ_WAIT_MS))) {
    throw new HttpProblem('not-ready', 'The orders have not been read from Airtable yet.', {
      headers: retryAfter(Math.max(5_000, refresher.waitUntil - services.clock.now())),
    });
  }
  if (wanted !== null && !(await keeper.untilVersion(wanted, VERSION_WAIT_MS))) {
    throw new HttpProblem('version-not-reached', 'This replica has not seen that version yet.', {
      headers: retryAfter(1_000),
    });
  }
  refuseExpired(services);
  ctx.state.wasEmpty = !hadTable;
  if (refresher.freshness()?.state !== 'fresh') refresher.refreshBehind();
  return keeper.table as OrderTable;
}

function refuseExpired({ refresher, clock }: HttpServices): void {
  if (refresher.freshness()?.state !== 'expired') return;
  refresher.refreshBehind();
  throw new HttpProblem(
    'upstream-unavailable',
    'The data is too old to be shown, and Airtable cannot be read.',
    {
      headers: retryAfter(Math.max(1_000, refresher.waitUntil - clock.now())),
    },
  );
}

function readMinVersion(ctx: OrdersContext) {
  const text = ctx.get(HEADERS.minVersion);
  if (text === '') return null;
  const version = parseVersion(text);
  if (version !== null) return version;
  throw new HttpProblem(
    'bad-request',
    `${HEADERS.minVersion} must be a version as Orders-Version gives it.`,
    {
      errors: [{ field: HEADERS.minVersion, message: 'must look like <epoch>.<number>' }],
    },
  );
}
