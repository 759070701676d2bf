import { isIdOf } from '../airtable-id.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SimulatorClock } from '../simulator-clock.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import type { Base } from '../table/base.ts';
import { CellReader } from '../table/cell-reader.ts';
import { createRecordWriter } from '../table/record-view.ts';
import type { Table } from '../table/table.ts';
import type { ApiCall, Handler } from '../wire/api-call.ts';
import {
  badParameter,
  hiddenOrMissing,
  invalidRecords,
  missingKey,
  recordNotFound,
  tableNotFound,
} from '../wire/api-failure.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';
import type { FrozenLists } from './frozen-lists.ts';
import { expectRecordId, type FoundRow, getRecord } from './get-record.ts';
import { readListBody, readListQuery } from './list-parameters.ts';
import { listRecords } from './list-records.ts';
import { readCellParameters } from './read-parameters.ts';
import { readUpsert } from './upsert-match.ts';
import {
  expectObject,
  maxBatchSize,
  readCreates,
  readFields,
  readUpdates,
  readWriteOptions,
  type WriteOptions,
} from './write-body.ts';
import { expectRow, type WriteOutcome, writeRecords } from './write-records.ts';

export interface RecordHandlersOptions {
  readonly findBase: (id: string) => Base;
  readonly lists: FrozenLists;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
}

type RecordEndpoint =
  | 'listRecords'
  | 'getRecord'
  | 'createRecords'
  | 'updateRecord'
  | 'updateRecords'
  | 'deleteRecord'
  | 'deleteRecords';

export function createRecordHandlers(options: RecordHandlersOptions): Record<RecordEndpoint, Handler> {
  const place = new RecordPlace(options);
  return {
    listRecords: (call) => list(place, options, call),
    getRecord: (call) => {
      const found = place.row(call, { isBaseWide: true });
      const cells = readCellParameters(call.query);
      return getRecord(found, place.reader(found.table), cells, options.clock.now());
    },
    createRecords: (call) => create(place, options, call),
    updateRecord: (call) => updateOne(place, options, call),
    updateRecords: (call) => updateMany(place, options, call),
    deleteRecord: (call) => {
      const { table, row } = place.row(call, { isBaseWide: false });
      place.base(call).edit(call.caller.actor, table, { deletes: [row.id] });
      return jsonReply({ deleted: true, id: row.id });
    },
    deleteRecords: (call) => deleteMany(place, call),
  };
}

/** What the path of a call points at. */
class RecordPlace {
  readonly #options: RecordHandlersOptions;
  readonly #readers = new Map<string, CellReader>();

  constructor(options: RecordHandlersOptions) {
    this.#options = options;
  }

  base(call: ApiCall): Base {
    return this.#options.findBase(call.parameters['base'] ?? '');
  }

  table(call: ApiCall): Table {
    const name = call.parameters['table'] ?? '';
    const base = this.base(call);
    const table = base.table(name);
    if (table !== undefined) return table;
    throw this.#options.switches.unknownTable === 'not-found'
      ? tableNotFound(name, base.id)
      : hiddenOrMissing();
  }

  /** Reading finds a record of any table in the base, whatever table the path names. */
  row(call: ApiCall, { isBaseWide }: { isBaseWide: boolean }): FoundRow {
    const named = this.table(call);
    const id = expectRecordId(call.parameters['record'] ?? '');
    const tables = isBaseWide ? [named, ...this.base(call).tables] : [named];
    for (const table of tables) {
      const row = table.row(id);
      if (row !== undefined) return { table, row };
    }
    throw recordNotFound(this.#options.switches.missingRecordType);
  }

  reader(table: Table): CellReader {
    const known = this.#readers.get(table.id) ?? new CellReader(table);
    this.#readers.set(table.id, known);
    return known;
  }
}

function list(place: RecordPlace, options: RecordHandlersOptions, call: ApiCall): Reply {
  const table = place.table(call);
  const asked =
    call.method === 'GET'
      ? readListQuery(table, call.query, options.switches)
      : readListBody(table, call.query, expectListBody(call.body), options.switches);
  const { blanksSort } = options.switches;
  const selection = { table, reader: place.reader(table), nowMs: options.clock.now(), blanksSort };
  return listRecords(selection, options.lists, asked);
}

function expectListBody(body: unknown) {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badParameter();
  return body as Record<string, unknown>;
}

function create(place: RecordPlace, options: RecordHandlersOptions, call: ApiCall): Reply {
  const table = place.table(call);
  const body = expectObject(call.body, 'fields');
  const isBatch = body['records'] !== undefined;
  const records = isBatch ? readCreates(body['records']) : [{ id: undefined, fields: readFields(body) }];
  const write = readWriteOptions(body, call.query.text('returnFieldsByFieldId'));
  const target = { base: place.base(call), table, caller: call.caller, random: options.random };
  const outcome = writeRecords(target, { records, typecast: write.typecast, isReplacing: false });
  const written = present(place, options, table, outcome, write);
  return jsonReply(isBatch ? { records: written } : written[0]);
}

function updateOne(place: RecordPlace, options: RecordHandlersOptions, call: ApiCall): Reply {
  const { table, row } = place.row(call, { isBaseWide: false });
  const body = expectObject(call.body, 'fields');
  const write = readWriteOptions(body, call.query.text('returnFieldsByFieldId'));
  const target = { base: place.base(call), table, caller: call.caller, random: options.random };
  const outcome = writeRecords(target, {
    records: [{ id: row.id, fields: readFields(body) }],
    typecast: write.typecast,
    isReplacing: call.method === 'PUT',
  });
  return jsonReply(present(place, options, table, outcome, write)[0]);
}

function updateMany(place: RecordPlace, options: RecordHandlersOptions, call: ApiCall): Reply {
  const table = place.table(call);
  const body = expectObject(call.body, 'records');
  if (body['records'] === undefined) throw missingKey('records');
  const isUpsert = body['performUpsert'] !== undefined;
  const write = readWriteOptions(body, call.query.text('returnFieldsByFieldId'));
  const target = { base: place.base(call), table, caller: call.caller, random: options.random };
  const outcome = writeRecords(target, {
    records: readUpdates(body['records'], isUpsert),
    typecast: write.typecast,
    isReplacing: call.method === 'PUT',
    ...(isUpsert ? { match: readUpsert(table, body['performUpsert']) } : {}),
  });
  const records = present(place, options, table, outcome, write);
  if (!isUpsert) return jsonReply({ records });
  return jsonReply({ records, createdRecords: outcome.createdIds, updatedRecords: outcome.updatedIds });
}

function deleteMany(place: RecordPlace, call: ApiCall): Reply {
  const table = place.table(call);
  const ids = call.query.list('records') ?? [];
  const isList = ids.length > 0 && ids.length <= maxBatchSize && ids.every((id) => isIdOf('rec', id));
  if (!isList) throw invalidRecords(`You must provide an array of up to ${maxBatchSize} record IDs.`);
  for (const id of ids) expectRow(table, id);
  place.base(call).edit(call.caller.actor, table, { deletes: ids });
  return jsonReply({ records: ids.map((id) => ({ deleted: true, id })) });
}

/** The reply of a write shows whole records: all cells that are not blank, computed ones included. */
function present(
  place: RecordPlace,
  options: RecordHandlersOptions,
  table: Table,
  outcome: WriteOutcome,
  write: WriteOptions,
) {
  const shape = { fields: table.fields, areKeysIds: write.areKeysIds };
  return outcome.rows.map(createRecordWriter(place.reader(table), shape, options.clock.now()));
}
