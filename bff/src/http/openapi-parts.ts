import { MEDIA_TYPES } from '@orders/contract';
import { type JsonSchema, ref, type SchemaName } from './openapi-schemas.ts';

/** What is said of one operation. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: Record<string, { schema: JsonSchema }>;
  };
  readonly responses: Record<string, ResponseObject>;
  /** How the caller may identify; left out where anybody may ask. */
  readonly security?: readonly Record<string, readonly []>[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface ResponseObject {
  readonly description: string;
  readonly content?: Record<string, { schema: JsonSchema }>;
}

export function header(name: string, description: string): Parameter {
  return { name, in: 'header', description, schema: { type: 'string' } };
}

export function json(description: string, name: SchemaName): ResponseObject {
  return { description, content: { [MEDIA_TYPES.json]: { schema: ref(name) } } };
}

export function problem(description: string, name: SchemaName = 'Problem'): ResponseObject {
  return { description, content: { [MEDIA_TYPES.problem]: { schema: ref(name) } } };
}

export const WRITE_PROBLEMS = {
  400: problem('The request cannot be understood'),
  401: problem('Not signed in'),
  403: problem('Not allowed to write, or sent from another site'),
  413: problem('Body over 1 MB'),
  415: problem('Another media type'),
  429: problem('Too many requests'),
  502: problem('Airtable refused or answered nonsense'),
  503: problem('Airtable is unreachable or asks to wait'),
  504: problem('Airtable took too long'),
};

/** A person's session, or a script's token. */
export const SIGNED_IN: readonly Record<string, readonly []>[] = [{ session: [] }, { serviceToken: [] }];
export const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-sid',
    description: 'A person, signed in with a browser; or the proxy in front says who it is.',
  },
  serviceToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A service token (orders_…) with the scope read, write or metrics; npm run token makes one.',
  },
} as const;
