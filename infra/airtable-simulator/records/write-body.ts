import { isIdOf } from '../airtable-id.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { badParameter, invalidRecords, missingKey } from '../wire/api-failure.ts';
import { readFlag } from './read-parameters.ts';

export const maxBatchSize = 10;

export interface IncomingRecord {
  readonly id: string | undefined;
  readonly fields: JsonObject;
}

export interface WriteOptions {
  readonly typecast: boolean;
  readonly areKeysIds: boolean;
}

export function readWriteOptions(body: JsonObject, queryFlag: string | undefined): WriteOptions {
  return {
    typecast: readFlag(body['typecast']),
    areKeysIds: readFlag(body['returnFieldsByFieldId'] ?? queryFlag),
  };
}

/** A body that is absent or not an object lacks whatever the call needs. */
export function expectObject(body: unknown, key: string): JsonObject {
  if (!isJsonObject(body)) throw missingKey(key);
  return body;
}

export function readFields(body: JsonObject): JsonObject {
  const fields = body['fields'];
  if (fields === undefined) throw missingKey('fields');
  if (!isJsonObject(fields)) throw badParameter();
  return fields;
}

export function readCreates(records: unknown): IncomingRecord[] {
  if (!Array.isArray(records) || records.length === 0) throw badParameter();
  if (records.length > maxBatchSize) {
    throw invalidRecords(
      `A maximum of ${maxBatchSize} records can be created per request but you have provided ${records.length}.`,
    );
  }
  return records.map((record: unknown) => {
    if (!isJsonObject(record)) throw badParameter();
    return { id: undefined, fields: readFields(record) };
  });
}

/** With an upsert, a record without an id is looked up by its key. */
export function readUpdates(records: unknown, isUpsert: boolean): IncomingRecord[] {
  if (!Array.isArray(records) || records.length === 0 || records.length > maxBatchSize) throw badUpdateList();
  const updates = records.map((record: unknown) => readUpdate(record, isUpsert));
  const ids = updates.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) {
    throw invalidRecords('You cannot update the same record multiple times in a single request.');
  }
  return updates;
}

function readUpdate(record: unknown, isUpsert: boolean): IncomingRecord {
  if (!isJsonObject(record) || !isJsonObject(record['fields'])) throw badUpdateList();
  const { id, fields } = record;
  if (id === undefined && isUpsert) return { id: undefined, fields: fields as JsonObject };
  if (!isIdOf('rec', id)) throw badUpdateList();
  return { id, fields: fields as JsonObject };
}

const badUpdateList = () =>
  invalidRecords(
    `You must provide an array of up to ${maxBatchSize} record objects, each with an "id" ID field and a "fields" object for cell values.`,
  );
