import { Buffer } from 'node:buffer';
import { isJsonObject, type JsonObject } from '../json.ts';
import { htmlReply, type Reply } from '../wire/reply.ts';
import type { Fault } from './fault.ts';

/** What the faults make of a good answer. Those about records leave other answers alone. */
export function spoilReply(
  reply: Reply,
  faults: readonly Fault[],
  nameOf: (field: string) => string[],
): Reply {
  return faults.reduce((spoiled, fault) => spoilBy(fault, spoiled, nameOf), reply);
}

function spoilBy(fault: Fault, reply: Reply, nameOf: (field: string) => string[]): Reply {
  const { body } = reply;
  if (body.kind !== 'json') return reply;
  switch (fault.kind) {
    case 'html':
      return { ...htmlReply(200, 'Please sign in to the network'), status: 200 };
    case 'truncated': {
      const bytes = Buffer.from(JSON.stringify(body.value));
      return raw(reply, bytes.subarray(0, Math.ceil(bytes.length * 0.6)));
    }
    case 'hugeBody':
      return raw(reply, padded(body.value, fault.bytes ?? 50_000_000));
    case 'missingId':
      return eachRecord(reply, (record, index) => (index === 0 ? without(record, 'id') : record));
    case 'duplicateId':
      return repeatFirst(reply);
    case 'wrongTypes':
      return eachRecord(reply, (record) =>
        spoilCells(record, fault.field, nameOf, () => wrongValue(fault.value)),
      );
    case 'specialValue':
      return eachRecord(reply, (record, index) =>
        spoilCells(record, fault.field, nameOf, () => specialValues[index % specialValues.length]),
      );
    default:
      return reply;
  }
}

const specialValues = [{ specialValue: 'NaN' }, { specialValue: 'Infinity' }, { error: '#ERROR!' }];

const wrongValue = (value: unknown) => (value === undefined ? { unexpected: ['value', 42, null] } : value);

function raw(reply: Reply, bytes: Buffer): Reply {
  return { ...reply, body: { kind: 'raw', contentType: 'application/json; charset=utf-8', bytes } };
}

/** Valid JSON of about that length. */
function padded(value: unknown, length: number): Buffer {
  const json = JSON.stringify({ ...(isJsonObject(value) ? value : { value }), padding: '' });
  const end = Buffer.from('"}');
  const start = Buffer.from(json.slice(0, -2));
  return Buffer.concat([start, Buffer.alloc(Math.max(0, length - start.length - 2), 'x'), end]);
}

function eachRecord(reply: Reply, spoil: (record: JsonObject, index: number) => JsonObject): Reply {
  const value = reply.body.kind === 'json' ? reply.body.value : undefined;
  if (!isJsonObject(value)) return reply;
  const records = value['records'];
  if (Array.isArray(records)) {
    const spoiled = records.map((record: unknown, index) =>
      isJsonObject(record) ? spoil(record, index) : record,
    );
    return { ...reply, body: { kind: 'json', value: { ...value, records: spoiled } } };
  }
  return isJsonObject(value['fields']) ? { ...reply, body: { kind: 'json', value: spoil(value, 0) } } : reply;
}

function repeatFirst(reply: Reply): Reply {
  const value = reply.body.kind === 'json' ? reply.body.value : undefined;
  if (!isJsonObject(value) || !Array.isArray(value['records'])) return reply;
  const [first, ...rest] = value['records'];
  if (!isJsonObject(first)) return reply;
  return { ...reply, body: { kind: 'json', value: { ...value, records: [first, ...rest, first] } } };
}

function spoilCells(
  record: JsonObject,
  field: string | undefined,
  nameOf: (field: string) => string[],
  spoiled: () => unknown,
): JsonObject {
  const cells = isJsonObject(record['fields']) ? record['fields'] : {};
  const keys =
    field === undefined ? Object.keys(cells) : nameOf(field).filter((key) => Object.hasOwn(cells, key));
  return { ...record, fields: { ...cells, ...Object.fromEntries(keys.map((key) => [key, spoiled()])) } };
}

function without(record: JsonObject, key: string): JsonObject {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
