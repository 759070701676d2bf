import { EDITABLE_FIELDS } from '@orders/contract';
import { type EditTarget, findOrder } from '../application/edit-order.ts';
import type { AuditEvent, AuditRecord } from '../domain/audit-record.ts';
import { toHttpProblem } from './failure-problems.ts';
import type { Attempt, OrdersContext, OrdersMiddleware } from './request-state.ts';
import type { HttpServices } from './services.ts';

const ORDERS = /^\/api\/orders(?:\/([^/]*))?$/;
/** Refusals that nobody stands behind, or that can come without end: the log of requests has them. */
const NOT_KEPT = new Set([401, 429]);

/**
 * Writes down every attempt to change orders, whatever became of it: one record an order that a request names, else
 * one for the request.
 */
export function auditWrites(): OrdersMiddleware {
  return async function auditWrites(ctx, next) {
    await next();
    const [path, order = null] = ORDERS.exec(ctx.path) ?? [];
    if (ctx.method !== 'PATCH' || path === undefined || NOT_KEPT.has(ctx.status)) return;
    if (ctx.state.principal === null) return;
    const { attempts: known } = ctx.state;
    const attempts = known.length > 0 ? known : [{ status: ctx.status, order: decoded(order) }];
    for (const attempt of attempts) ctx.state.audit('write', attempt);
  };
}

/** What an edit asks for, as the trail has it. */
export interface NotedEdit {
  readonly target: EditTarget;
  readonly patch: object;
  readonly ifMatch: string | undefined;
  readonly key: string | null;
}

/** Notes what one edit asks for and, when it is over, what became of it. Throws what the edit throws. */
export async function noted<T extends { readonly headers: Readonly<Record<string, string>> }>(
  ctx: OrdersContext,
  services: HttpServices,
  { target, patch, ifMatch, key }: NotedEdit,
  edit: () => Promise<T>,
): Promise<T> {
  const found = services.keeper.table === null ? null : findOrder(services.keeper.table, target);
  const [recordId, before] = found?.kind === 'one' ? [found.recordId, found.order.etag] : [null, null];
  const note: Attempt = {
    status: 500,
    order: target.text,
    recordId,
    changes: changesOf(patch),
    before,
    ifMatch: ifMatch ?? null,
    idempotencyKey: key,
  };
  ctx.state.attempts.push(note);
  try {
    const answer = await edit();
    Object.assign(note, { status: 200, after: answer.headers['ETag'] ?? null });
    return answer;
  } catch (error) {
    Object.assign(note, outcomeOf(error));
    throw error;
  }
}

/** Notes an update that cannot be understood, so that each entry of a request has its record. */
export function noteRefused(ctx: OrdersContext, error: unknown): void {
  ctx.state.attempts.push(outcomeOf(error));
}

/** Writes down what administrators do or try, with what the route has noted of it. */
export function audited(event: AuditEvent): OrdersMiddleware {
  return async function audited(ctx, next) {
    try {
      await next();
      ctx.state.audit(event, { status: ctx.status, ...ctx.state.attempts[0] });
    } catch (error) {
      const { status, detail } = outcomeOf(error);
      if (!NOT_KEPT.has(status) && ctx.state.principal !== null) ctx.state.audit(event, { status, detail });
      throw error;
    }
  };
}

function outcomeOf(error: unknown): Pick<AuditRecord, 'detail'> & { status: number } {
  const problem = toHttpProblem(error);
  return { status: problem?.status ?? 500, detail: problem?.type ?? 'internal' };
}

function changesOf(patch: object): Record<string, string | null> {
  const given = Object.entries(patch).filter(([field]) =>
    (EDITABLE_FIELDS as readonly string[]).includes(field),
  );
  return Object.fromEntries(given.map(([field, value]) => [field, value === null ? null : String(value)]));
}

function decoded(segment: string | null): string | null {
  try {
    return segment === null ? null : decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
