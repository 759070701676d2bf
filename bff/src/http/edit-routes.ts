import type Router from '@koa/router';
import {
  type BulkResponse,
  type BulkUpdate,
  bulkRequestSchema,
  bulkUpdateSchema,
  EDITABLE_FIELDS,
  HEADERS,
  MEDIA_TYPES,
  type OrderPatch,
  orderPatchSchema,
  PATHS,
} from '@orders/contract';
import { findOrder } from '../application/edit-order.ts';
import { formatVersion } from '../domain/version.ts';
import { noted, noteRefused } from './audit-writes.ts';
import { type EditRequest, editAnswer } from './edit-answers.ts';
import { toHttpProblem } from './failure-problems.ts';
import { HttpProblem, problemBody } from './http-problem.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { JSON_TYPES, PATCH_TYPES, readJsonBody } from './json-body.ts';
import { ORDER_PATH, pathTarget } from './order-routes.ts';
import { onlyParameters } from './query-parameters.ts';
import type { OrdersContext, OrdersMiddleware, RequestState } from './request-state.ts';
import { requireEditor, requireExpectedUser } from './require-role.ts';
import type { HttpServices } from './services.ts';
import { currentTable } from './snapshot-gate.ts';
import { fieldErrors } from './validation.ts';

/** The writes. */
export function mountEditRoutes(
  router: Router<RequestState>,
  services: HttpServices,
  limit: OrdersMiddleware,
): void {
  router.patch(ORDER_PATH, limit, requireExpectedUser, requireEditor, async (ctx) => {
    onlyParameters(ctx, []);
    const target = pathTarget(ctx, ctx.params['orderId']);
    const body = object(await readJsonBody(ctx, PATCH_TYPES));
    const key = readIdempotencyKey(ctx);
    await currentTable(ctx, services);
    const request: EditRequest = {
      target,
      patch: readPatch(services, body),
      ifMatch: ctx.req.headers['if-match'],
      ifNoneMatch: ctx.req.headers['if-none-match'],
      key,
    };
    const answer = await noted(ctx, services, request, () => editAnswer(ctx, services, request));
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    ctx.set(answer.headers);
    if (answer.isReplay) ctx.set(HEADERS.idempotencyReplayed, 'true');
    ctx.body = answer.body;
    ctx.type = MEDIA_TYPES.json;
  });

  router.patch(PATHS.orders, limit, requireExpectedUser, requireEditor, async (ctx) => {
    onlyParameters(ctx, []);
    refusePreconditions(ctx);
    const key = readIdempotencyKey(ctx);
    const parsed = bulkRequestSchema.safeParse(object(await readJsonBody(ctx, JSON_TYPES)));
    if (!parsed.success) throw badPatch(services, null, parsed.error.issues);
    await currentTable(ctx, services);
    const results = await editAll(ctx, services, parsed.data.updates, key);
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    if (services.keeper.table !== null)
      ctx.set(HEADERS.version, formatVersion(services.keeper.table.version));
    ctx.body = JSON.stringify({ results });
    ctx.type = MEDIA_TYPES.json;
  });
}

type BulkResult = BulkResponse['results'][number];

/** A precondition of the whole request has no one order to be judged by. @throws HttpProblem 400 */
function refusePreconditions(ctx: OrdersContext): void {
  const given = ['If-Match', 'If-None-Match'].filter((field) => ctx.get(field) !== '');
  if (given.length === 0) return;
  const errors = given.map((field) => ({ field, message: 'say ifMatch in each update instead' }));
  throw new HttpProblem('bad-request', 'A bulk update has a precondition for each order.', { errors });
}

/**
 * All updates at once, those of one order in the order given; what fails is its own result only. Under a key of the
 * whole request an update without a key of its own is known by its place.
 */
async function editAll(
  ctx: OrdersContext,
  services: HttpServices,
  updates: readonly unknown[],
  key: string | null,
): Promise<BulkResult[]> {
  const lastOfRecord = new Map<string, Promise<unknown>>();
  return Promise.all(
    updates.map((update, index) => {
      const name = recordName(services, update);
      const ownKey = key === null ? null : `${key} ${index}`;
      const result = (lastOfRecord.get(name) ?? Promise.resolve()).then(() =>
        editOne(ctx, services, update, ownKey),
      );
      lastOfRecord.set(name, result);
      return result;
    }),
  );
}

async function editOne(
  ctx: OrdersContext,
  services: HttpServices,
  entry: unknown,
  ownKey: string | null,
): Promise<BulkResult> {
  try {
    const { orderId, recordId, ifMatch, idempotencyKey, ...patch } = understood(ctx, services, entry);
    const request: EditRequest = {
      target: { text: recordId ?? orderId ?? '', isRecordId: recordId !== undefined },
      patch,
      ifMatch,
      ifNoneMatch: undefined,
      key: idempotencyKey ?? ownKey,
    };
    const answer = await noted(ctx, services, request, () => editAnswer(ctx, services, request));
    const version = answer.headers[HEADERS.version];
    return { status: 200, order: JSON.parse(answer.body), ...(version === undefined ? {} : { version }) };
  } catch (error) {
    const problem = toHttpProblem(error) ?? unexpected(ctx, error);
    const body = problemBody(problem, { path: ctx.path, requestId: ctx.state.requestId });
    return { status: problem.status, problem: body };
  }
}

function understood(ctx: OrdersContext, services: HttpServices, entry: unknown): BulkUpdate {
  try {
    return readUpdate(services, entry);
  } catch (error) {
    noteRefused(ctx, error);
    throw error;
  }
}

function readUpdate(services: HttpServices, entry: unknown): BulkUpdate {
  const parsed = bulkUpdateSchema.safeParse(entry);
  if (!parsed.success) throw badPatch(services, entry, parsed.error.issues);
  const { orderId, recordId } = parsed.data;
  if ((orderId === undefined) === (recordId === undefined)) {
    throw new HttpProblem('value-not-allowed', 'An update names exactly one order.', {
      errors: [{ field: 'orderId', message: 'give either orderId or recordId' }],
    });
  }
  return parsed.data;
}

/** Two names of one record are one, so that its updates keep their order. */
function recordName({ keeper }: HttpServices, entry: unknown): string {
  const { recordId, orderId } = bulkUpdateSchema.safeParse(entry).data ?? {};
  if (recordId !== undefined || keeper.table === null) return recordId ?? orderId ?? '';
  const found = findOrder(keeper.table, { text: orderId ?? '', isRecordId: false });
  return found.kind === 'one' ? found.recordId : (orderId ?? '');
}

function unexpected(ctx: OrdersContext, error: unknown): HttpProblem {
  ctx.state.log.error({ err: error }, 'bulk update failed unexpectedly');
  return new HttpProblem('internal', 'Something went wrong here. The request id helps to find out what.');
}

function object(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new HttpProblem('bad-request', 'The body must be a JSON object.', {
    errors: [{ field: '', message: 'must be a JSON object' }],
  });
}

/** The patch that a body says. @throws HttpProblem 422 naming every fault: of form and of value alike */
function readPatch(services: HttpServices, body: object): OrderPatch {
  const parsed = orderPatchSchema.safeParse(body);
  if (!parsed.success) throw badPatch(services, body, parsed.error.issues);
  return parsed.data;
}

/** A value of the wrong form is answered like one that is no option: with what is allowed. */
function badPatch({ editor }: HttpServices, body: unknown, issues: readonly object[]): HttpProblem {
  const fields: Record<string, unknown> = Object(body);
  const given = EDITABLE_FIELDS.filter((field) => fields[field] !== undefined);
  const ofValue =
    given.length === 0 ? [] : editor.check(Object.fromEntries(given.map((field) => [field, fields[field]])));
  const ofForm = fieldErrors(issues, 'cannot be changed here; status and priority can').filter(
    ({ field }) => !ofValue.some((fault) => fault.field === field),
  );
  return new HttpProblem('value-not-allowed', 'The body does not say a change that is possible here.', {
    errors: [...ofForm, ...ofValue],
  });
}
