import type Router from '@koa/router';
import { MEDIA_TYPES, PATHS } from '@orders/contract';
import type * as z from 'zod/mini';
import type { KeptToken } from '../application/admin-ports.ts';
import type { Audit } from '../application/audit.ts';
import type { Clock } from '../application/ports.ts';
import type { ServiceTokens } from '../application/service-tokens.ts';
import type { AuditQuery } from '../domain/audit-record.ts';
import type { ServiceToken } from '../domain/service-token.ts';
import { auditParameters, DEFAULT_RECORDS, DEFAULT_TOKEN_DAYS, newTokenSchema } from './admin-schemas.ts';
import { auditCsv } from './audit-csv.ts';
import { audited } from './audit-writes.ts';
import { HttpProblem } from './http-problem.ts';
import { JSON_TYPES, readJsonBody } from './json-body.ts';
import { onlyParameters, readParameters } from './query-parameters.ts';
import type { OrdersContext, RequestState } from './request-state.ts';
import { requireAdmin } from './require-role.ts';
import { fieldErrors } from './validation.ts';

export interface AdminServices {
  readonly tokens: ServiceTokens;
  readonly audit: Audit;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
/** Service tokens and the audit trail, for administrators. */
export function mountAdminRoutes(router: Router<RequestState>, services: AdminServices): void {
  const { tokens, audit } = services;

  router.get(PATHS.adminTokens, requireAdmin, async (ctx) => {
    onlyParameters(ctx, []);
    const kept = await tokens.list();
    sendJson(ctx, 200, { tokens: kept.map((token) => tokenView(token)) });
  });

  router.post(PATHS.adminTokens, audited('token-created'), requireAdmin, async (ctx) => {
    onlyParameters(ctx, []);
    const { name, scopes, expiresInDays = DEFAULT_TOKEN_DAYS } = await readNewToken(ctx);
    const createdBy = ctx.state.principal?.id ?? '';
    const lifetimeMs = expiresInDays * DAY_MS;
    const { secret, token } = await tokens.create({
      name,
      scopes: [...new Set(scopes)],
      createdBy,
      lifetimeMs,
    });
    noteToken(ctx, 201, token);
    sendJson(ctx, 201, { token: secret, ...tokenView({ ...token, lastUsedAt: null }) });
  });

  router.delete(`${PATHS.adminTokens}/:tokenId`, audited('token-revoked'), requireAdmin, async (ctx) => {
    onlyParameters(ctx, []);
    const token = await tokens.revoke(ctx.params['tokenId'] ?? '');
    if (token === null) throw new HttpProblem('not-found', 'There is no such token.');
    noteToken(ctx, 204, token);
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 204;
  });

  router.get(PATHS.adminAudit, requireAdmin, async (ctx) => {
    const { format = 'json', ...query } = readParameters(ctx, auditParameters);
    const records = await audit.read(toQuery(query));
    if (format === 'json') {
      sendJson(ctx, 200, { records });
      return;
    }
    ctx.status = 200;
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Disposition', 'attachment; filename="orders-audit.csv"');
    ctx.body = auditCsv(records);
    ctx.type = 'text/csv; charset=utf-8; header=present';
  });
}

async function readNewToken(ctx: OrdersContext): Promise<z.output<typeof newTokenSchema>> {
  const parsed = newTokenSchema.safeParse(await readJsonBody(ctx, JSON_TYPES));
  if (parsed.success) return parsed.data;
  throw new HttpProblem('value-not-allowed', 'The body does not describe a token.', {
    errors: fieldErrors(parsed.error.issues, 'unknown field'),
  });
}

function toQuery(given: Omit<z.output<typeof auditParameters>, 'format'>): AuditQuery {
  const { from, to, event, actor, order, status, limit } = given;
  const iso = (text: string | undefined) => (text === undefined ? null : new Date(text).toISOString());
  return {
    from: iso(from),
    to: iso(to),
    event: event ?? null,
    actor: actor ?? null,
    order: order ?? null,
    status: status === undefined ? null : Number(status),
    limit: limit === undefined ? DEFAULT_RECORDS : Number(limit),
  };
}

function tokenView(token: ServiceToken & Pick<KeptToken, 'lastUsedAt'>) {
  const { id, name, scopes, createdBy, createdAt, expiresAt, lastUsedAt } = token;
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    ...{ id, name, scopes, createdBy },
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    lastUsedAt: iso(lastUsedAt),
  };
}

function noteToken(ctx: OrdersContext, status: number, { id, name }: ServiceToken): void {
  ctx.state.attempts.push({ status, detail: `token:${id} ${name}` });
}

function sendJson(ctx: OrdersContext, status: number, body: object): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = JSON.stringify(body);
  ctx.type = MEDIA_TYPES.json;
}
