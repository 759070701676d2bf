import * as z from 'zod/mini';
import { AUDIT_EVENTS } from '../domain/audit-record.ts';
import { MAX_TOKEN_DAYS, TOKEN_SCOPES } from '../domain/service-token.ts';

export const DEFAULT_RECORDS = 200;
const MAX_RECORDS = 10_000;

export const newTokenSchema = z.strictObject({
  name: z
    .string('is needed')
    .check(z.trim(), z.minLength(1, 'is needed'), z.maxLength(100, 'at most 100 characters')),
  scopes: z
    .array(z.enum(TOKEN_SCOPES, `must be of ${TOKEN_SCOPES.join(', ')}`), 'is needed')
    .check(z.minLength(1, 'at least one')),
  expiresInDays: z.optional(
    z
      .int('must be a whole number')
      .check(z.minimum(1, 'at least 1'), z.maximum(MAX_TOKEN_DAYS, `at most ${MAX_TOKEN_DAYS}`)),
  ),
});
export const DEFAULT_TOKEN_DAYS = 90;

const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date or time'));
export const auditParameters = z.strictObject({
  from: z.optional(time),
  to: z.optional(time),
  event: z.optional(z.enum(AUDIT_EVENTS, `must be one of ${AUDIT_EVENTS.join(', ')}`)),
  actor: z.optional(z.string()),
  order: z.optional(z.string()),
  status: z.optional(z.string().check(z.regex(/^[1-5]\d\d$/, 'must be an HTTP status'))),
  limit: z.optional(
    z.string().check(
      z.regex(/^\d{1,5}$/, 'must be a number'),
      z.refine((text) => Number(text) >= 1 && Number(text) <= MAX_RECORDS, `must be 1 to ${MAX_RECORDS}`),
    ),
  ),
  format: z.optional(z.enum(['json', 'csv'], 'must be json or csv')),
});
