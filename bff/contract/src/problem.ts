import * as z from 'zod/mini';

/** Every problem type that the API can answer with; the part after `/problems/` of the `type` member. */
export const PROBLEM_TYPES = {
  'bad-request': 'The request cannot be understood',
  unauthorized: 'Sign in first',
  forbidden: 'Not allowed',
  'login-refused': 'This login cannot be accepted',
  'login-unavailable': 'The login provider is unavailable',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  'not-acceptable': 'Not acceptable',
  'request-timeout': 'The request took too long to arrive',
  conflict: 'Conflict',
  'ambiguous-order': 'More than one order has this Order ID',
  'idempotency-in-progress': 'The same request is still being worked on',
  'precondition-failed': 'The order has changed',
  'content-too-large': 'The body is too large',
  'uri-too-long': 'The address is too long',
  'unsupported-media-type': 'Unsupported media type',
  'value-not-allowed': 'Value not allowed',
  'idempotency-key-reused': 'Idempotency-Key used for another request',
  'rate-limited': 'Too many requests',
  'header-fields-too-large': 'The header fields are too large',
  internal: 'Something went wrong here',
  'upstream-refused': 'Airtable refused',
  'upstream-nonsense': 'Airtable answered something unreadable',
  'upstream-unavailable': 'Airtable is unavailable',
  'store-unavailable': 'The shared memory is unavailable',
  'not-ready': 'No data yet',
  'version-not-reached': 'That version is not here yet',
  'shutting-down': 'Shutting down',
  'upstream-timeout': 'Airtable took too long',
  overloaded: 'Too much to do at the moment',
} as const;

export type ProblemType = keyof typeof PROBLEM_TYPES;

/** Path under which problem types are named (and explained by `/docs`). */
export const PROBLEM_TYPE_PREFIX = '/docs/problems/';

export const fieldErrorSchema = z.object({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** `application/problem+json` (RFC 9457) as this API fills it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z.optional(z.array(fieldErrorSchema)),
});
export type Problem = z.infer<typeof problemSchema>;
