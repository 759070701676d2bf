import { type FieldError, HEADERS, type Order, type OrderPatch } from '@orders/contract';
import type { EditOutcome, EditTarget } from '../application/edit-order.ts';
import type { WorkResult } from '../application/idempotency.ts';
import { UnsettledEdit } from '../application/unsettled-edit.ts';
import { formatVersion } from '../domain/version.ts';
import { toHttpProblem } from './failure-problems.ts';
import { HttpProblem, retryAfter } from './http-problem.ts';
import { fingerprintOf, scopedKey } from './idempotency-key.ts';
import { inTime } from './in-time.ts';
import type { WriteResult } from './metrics-routes.ts';
import { ambiguousOrder, noSuchOrder } from './order-routes.ts';
import { writePrecondition } from './preconditions.ts';
import type { OrdersContext } from './request-state.ts';
import { type HttpServices, opaqueOf } from './services.ts';

export interface EditRequest {
  readonly target: EditTarget;
  readonly patch: OrderPatch;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly key: string | null;
}

/** What is said of an edit: the order's JSON with its header fields, and whether it was said before. */
export interface EditAnswer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isReplay: boolean;
}

/**
 * Edits one order. The Idempotency-Key is looked up before the precondition is judged: a repeated request whose
 * first answer was lost would else fail on the very change it made itself.
 * @throws HttpProblem for everything but success
 */
export async function editAnswer(
  ctx: OrdersContext,
  services: HttpServices,
  request: EditRequest,
): Promise<EditAnswer> {
  try {
    const answer = await answerOnce(ctx, services, request);
    services.metrics.countWrite(answer.isReplay ? 'replayed' : 'ok');
    return answer;
  } catch (error) {
    services.metrics.countWrite(writeResult(error));
    throw error;
  }
}

function writeResult(error: unknown): WriteResult {
  const status = toHttpProblem(error)?.status ?? 500;
  if (status === 412) return 'conflict';
  if (status === 503) return 'busy';
  return status < 500 ? 'refused' : 'failed';
}

async function answerOnce(
  ctx: OrdersContext,
  services: HttpServices,
  request: EditRequest,
): Promise<EditAnswer> {
  const condition = writePrecondition({ ifMatch: request.ifMatch, ifNoneMatch: request.ifNoneMatch });
  const errors = await services.editor.checkForSure(request.patch);
  if (errors.length > 0) throw notAllowed(errors);
  const work = (mayHaveBeenMade: boolean) => editOnce(services, request, { condition, mayHaveBeenMade });
  if (request.key === null) return { ...(await inTime(services, work(false))).answer, isReplay: false };
  const fingerprint = fingerprintOf('PATCH', request.target.text, request.patch);
  const laterResult = (error: unknown) =>
    error instanceof UnsettledEdit
      ? error.settled.then((order) => (order === null ? null : editedResult(services, order)))
      : null;
  const running = services.idempotency.run(scopedKey(ctx, request.key), fingerprint, work, laterResult);
  const outcome = await inTime(services, running);
  switch (outcome.kind) {
    case 'answered':
      return { ...outcome.answer, isReplay: outcome.isReplay };
    case 'running':
      throw new HttpProblem(
        'idempotency-in-progress',
        'The request with this key is still being worked on.',
        {
          headers: retryAfter(1_000),
        },
      );
    case 'other-request':
      throw new HttpProblem('idempotency-key-reused', 'This key was used for another request.', {
        errors: [{ field: HEADERS.idempotencyKey, message: 'was used for another request' }],
      });
  }
}

interface Circumstances {
  readonly condition: ((opaque: string) => boolean) | null;
  readonly mayHaveBeenMade: boolean;
}

async function editOnce(
  services: HttpServices,
  { target, patch }: EditRequest,
  { condition, mayHaveBeenMade }: Circumstances,
): Promise<WorkResult> {
  const precondition =
    condition === null ? null : (order: Parameters<typeof opaqueOf>[0]) => condition(opaqueOf(order));
  const outcome = await services.editor.edit({ target, patch, precondition, mayHaveBeenMade });
  if (outcome.kind !== 'edited') throw editProblem(outcome);
  return editedResult(services, outcome.order);
}

function editedResult({ keeper }: HttpServices, order: Order): WorkResult {
  const headers = {
    ETag: order.etag,
    ...(keeper.table === null ? {} : { [HEADERS.version]: formatVersion(keeper.table.version) }),
  };
  return { answer: { status: 200, body: JSON.stringify(order), headers }, isFinal: true };
}

function editProblem(outcome: Exclude<EditOutcome, { kind: 'edited' }>): HttpProblem {
  switch (outcome.kind) {
    case 'not-found':
      return noSuchOrder();
    case 'ambiguous':
      return ambiguousOrder(outcome.recordIds);
    case 'not-allowed':
      return notAllowed(outcome.errors);
    case 'changed-meanwhile':
      return new HttpProblem('precondition-failed', 'The order has changed since you read it.', {
        headers: { ETag: outcome.current.etag },
        members: { current: outcome.current, currentEtag: outcome.current.etag },
      });
  }
}

function notAllowed(errors: readonly FieldError[]): HttpProblem {
  return new HttpProblem('value-not-allowed', 'This change is not allowed.', { errors });
}
