import type { Reply } from './reply.ts';

/** A refusal in Airtable's words; thrown by any handler, answered in one place. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly reply: Reply;

  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.reply = { status, body: { kind: 'json', value: body } };
  }
}

export function typedFailure(status: number, type: string, message?: string): ApiFailure {
  return new ApiFailure(status, { error: message === undefined ? { type } : { type, message } });
}

export const authenticationRequired = (): ApiFailure =>
  typedFailure(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');

export const invalidToken = (): ApiFailure =>
  typedFailure(401, 'AUTHENTICATION_REQUIRED', 'Invalid authentication token');

/** Base, table or scope: existence is deliberately not disclosed. */
export const hiddenOrMissing = (): ApiFailure =>
  typedFailure(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.',
  );

export const notPermitted = (): ApiFailure =>
  typedFailure(403, 'INVALID_PERMISSIONS', 'You are not permitted to perform this operation');

export const tableNotFound = (table: string, base: string): ApiFailure =>
  typedFailure(404, 'TABLE_NOT_FOUND', `Could not find table ${table} in application ${base}`);

/** No such address; the error is a plain string here. */
export const noSuchRoute = (): ApiFailure => new ApiFailure(404, { error: 'NOT_FOUND' });

/** The address exists, the thing behind it does not or is hidden. */
export const noSuchResource = (): ApiFailure => typedFailure(404, 'NOT_FOUND');

export const recordNotFound = (type: string): ApiFailure => typedFailure(404, type, 'Record not found');

export const rowDoesNotExist = (id: string): ApiFailure =>
  typedFailure(422, 'ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist in this table`);

export const unknownField = (name: string): ApiFailure =>
  typedFailure(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`);

export const badParameter = (type = 'INVALID_REQUEST_UNKNOWN'): ApiFailure =>
  typedFailure(422, type, 'Invalid request: parameter validation failed. Check your request data.');

export const badFormula = (reason: string): ApiFailure =>
  typedFailure(422, 'INVALID_FILTER_BY_FORMULA', `The formula for filtering records is invalid: ${reason}`);

export const missingKey = (key: string): ApiFailure =>
  typedFailure(422, 'INVALID_REQUEST_MISSING_FIELDS', `Could not find field "${key}" in the request body`);

export const invalidRecords = (message: string): ApiFailure => typedFailure(422, 'INVALID_RECORDS', message);

export const invalidCell = (message: string): ApiFailure =>
  typedFailure(422, 'INVALID_VALUE_FOR_COLUMN', message);

export const unparsableBody = (): ApiFailure =>
  typedFailure(400, 'INVALID_REQUEST_BODY', 'Could not parse request body');
