import {
  appConfigSchema,
  bulkResponseSchema,
  bulkUpdateSchema,
  changesSchema,
  fieldErrorSchema,
  healthSchema,
  orderPatchSchema,
  orderSchema,
  ordersPageSchema,
  preconditionProblemSchema,
  problemSchema,
  serverStatusSchema,
  sessionSchema,
  summarySchema,
} from '@orders/contract';
import * as z from 'zod';

const NAMED = {
  Order: orderSchema,
  OrdersPage: ordersPageSchema,
  Summary: summarySchema,
  OrderPatch: orderPatchSchema,
  BulkUpdate: bulkUpdateSchema,
  BulkResponse: bulkResponseSchema,
  Changes: changesSchema,
  Session: sessionSchema,
  AppConfig: appConfigSchema,
  Health: healthSchema,
  ServerStatus: serverStatusSchema,
  FieldError: fieldErrorSchema,
  Problem: problemSchema,
  PreconditionProblem: preconditionProblemSchema,
} as const;

export type SchemaName = keyof typeof NAMED;

export type JsonSchema = Record<string, unknown>;

/** The contract's schemas as the components of an OpenAPI document. */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as JsonSchema;
      return [name, rest];
    }),
  );
}

/** The members of an object schema as JSON schemas, for parameters. */
export function parameterSchemas(schema: z.core.$ZodType): Record<string, JsonSchema> {
  const { properties } = z.toJSONSchema(schema, { io: 'input' }) as {
    properties?: Record<string, JsonSchema>;
  };
  return properties ?? {};
}

export function ref(name: SchemaName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
