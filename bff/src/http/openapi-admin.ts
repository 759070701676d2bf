import { MEDIA_TYPES, PATHS } from '@orders/contract';
import * as z from 'zod';
import { AUDIT_EVENTS } from '../domain/audit-record.ts';
import { auditParameters, newTokenSchema } from './admin-schemas.ts';
import { type Operation, type Parameter, problem, SIGNED_IN } from './openapi-parts.ts';
import { type JsonSchema, parameterSchemas } from './openapi-schemas.ts';

const TEXT: JsonSchema = { type: 'string' };
const TIME: JsonSchema = { type: 'string', format: 'date-time' };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const TOKEN: Record<string, JsonSchema> = {
  id: TEXT,
  name: TEXT,
  scopes: { type: 'array', items: TEXT },
  createdBy: TEXT,
  createdAt: TIME,
  expiresAt: TIME,
  lastUsedAt: orNull(TIME),
};

const RECORD: Record<string, JsonSchema> = {
  at: TIME,
  event: { enum: [...AUDIT_EVENTS] },
  status: orNull({ type: 'integer' }),
  changes: orNull({ type: 'object', additionalProperties: orNull(TEXT) }),
  ...Object.fromEntries(
    [
      ...['actor', 'issuer', 'role', 'address', 'requestId', 'order', 'recordId'],
      ...['before', 'after', 'ifMatch', 'idempotencyKey', 'detail'],
    ].map((name) => [name, orNull(TEXT)]),
  ),
};

const PROBLEMS = { 401: problem('Not signed in'), 403: problem('Not an administrator') };

/** What administrators may ask for. */
export function adminPaths(): Record<string, Record<string, Operation>> {
  return {
    [PATHS.adminTokens]: { get: listTokens(), post: createToken() },
    [`${PATHS.adminTokens}/{tokenId}`]: { delete: revokeToken() },
    [PATHS.adminAudit]: { get: readAudit() },
  };
}

function object(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function body(schema: JsonSchema): Record<string, { schema: JsonSchema }> {
  return { [MEDIA_TYPES.json]: { schema } };
}

function listTokens(): Operation {
  const schema = object({ tokens: { type: 'array', items: object(TOKEN) } });
  return {
    operationId: 'listServiceTokens',
    summary: 'Service tokens, without their secrets',
    security: SIGNED_IN,
    responses: { 200: { description: 'The newest first', content: body(schema) }, ...PROBLEMS },
  };
}

function createToken(): Operation {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(newTokenSchema, { io: 'input' }) as JsonSchema;
  return {
    operationId: 'createServiceToken',
    summary: 'Make a service token; its secret is shown in this answer and never again',
    security: SIGNED_IN,
    requestBody: { required: true, content: body(schema) },
    responses: {
      201: { description: 'The token', content: body(object({ token: TEXT, ...TOKEN })) },
      400: problem('The body is no JSON'),
      ...PROBLEMS,
      415: problem('Another media type'),
      422: problem('Not a token that can be made; `errors` names every fault'),
    },
  };
}

function revokeToken(): Operation {
  const parameters: Parameter[] = [{ name: 'tokenId', in: 'path', required: true, schema: TEXT }];
  return {
    operationId: 'revokeServiceToken',
    summary: 'End a service token at once',
    security: SIGNED_IN,
    parameters,
    responses: { 204: { description: 'Revoked' }, ...PROBLEMS, 404: problem('No such token') },
  };
}

function readAudit(): Operation {
  const parameters = Object.entries(parameterSchemas(auditParameters)).map(
    ([name, schema]): Parameter => ({ name, in: 'query', schema }),
  );
  const schema = object({ records: { type: 'array', items: object(RECORD) } });
  return {
    operationId: 'readAuditTrail',
    summary: 'Who tried to change what, who signed in, and what administrators did; the latest first',
    security: SIGNED_IN,
    parameters,
    responses: {
      200: { description: 'The records', content: { ...body(schema), 'text/csv': { schema: TEXT } } },
      400: problem('The query cannot be understood'),
      ...PROBLEMS,
    },
  };
}
