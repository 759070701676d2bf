import { isIdOf } from '../airtable-id.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { SimulatorSwitches } from '../simulator-switches.ts';
import type { Table, View } from '../table/table.ts';
import { badParameter, typedFailure } from '../wire/api-failure.ts';
import type { BracketQuery } from '../wire/bracket-query.ts';
import { type CellParameters, findField, readCellParameters } from './read-parameters.ts';

export interface SortKey {
  readonly fieldId: string;
  readonly descending: boolean;
}

export interface ListParameters extends CellParameters {
  readonly pageSize: number;
  readonly maxRecords: number | undefined;
  readonly offset: string | undefined;
  readonly view: View | undefined;
  readonly sort: readonly SortKey[];
  /** `undefined` = all of them. */
  readonly fieldIds: readonly string[] | undefined;
  readonly formula: string | undefined;
  readonly hasCommentCount: boolean;
}

/** The same names arrive as bracketed query parameters or as a JSON body; this is their raw form. */
interface RawParameters {
  readonly pageSize: unknown;
  readonly maxRecords: unknown;
  readonly offset: unknown;
  readonly view: unknown;
  readonly formula: unknown;
  readonly sort: unknown;
  readonly fields: unknown;
  readonly recordMetadata: unknown;
}

type ListSwitches = Pick<SimulatorSwitches, 'pageSizeErrorType'>;

export function readListQuery(table: Table, query: BracketQuery, switches: ListSwitches): ListParameters {
  const raw: RawParameters = {
    pageSize: query.text('pageSize') ?? query.text('limit'),
    maxRecords: query.text('maxRecords'),
    offset: query.text('offset'),
    view: query.text('view'),
    formula: query.text('filterByFormula'),
    sort: readSortEntries(query),
    fields: query.has('fields') ? query.list('fields') : [...noFields],
    recordMetadata: query.has('recordMetadata') ? query.list('recordMetadata') : [],
  };
  return { ...readRaw(table, raw, query.has('fields'), switches), ...readCellParameters(query) };
}

const noFields: readonly string[] = [];

/** Unknown keys are tolerated; `limit`, the old name of `pageSize`, is not. An `offset` in the query is not seen. */
export function readListBody(
  table: Table,
  query: BracketQuery,
  body: JsonObject,
  switches: ListSwitches,
): ListParameters {
  if (Object.hasOwn(body, 'limit')) throw badParameter();
  const raw: RawParameters = {
    pageSize: body['pageSize'],
    maxRecords: body['maxRecords'],
    offset: body['offset'],
    view: body['view'],
    formula: body['filterByFormula'],
    sort: body['sort'] ?? [],
    fields: body['fields'] ?? [],
    recordMetadata: body['recordMetadata'] ?? [],
  };
  const hasFields = body['fields'] !== undefined;
  return { ...readRaw(table, raw, hasFields, switches), ...readCellParameters(query, body) };
}

function readRaw(
  table: Table,
  raw: RawParameters,
  hasFields: boolean,
  switches: ListSwitches,
): Omit<ListParameters, keyof CellParameters> {
  const pageSize = readCount(raw.pageSize, switches.pageSizeErrorType) ?? 100;
  if (pageSize > 100) throw badParameter(switches.pageSizeErrorType);
  const fields = readNames(raw.fields).filter((name) => name !== '');
  return {
    pageSize,
    maxRecords: readCount(raw.maxRecords),
    offset: readText(raw.offset),
    view: readView(table, readText(raw.view)),
    sort: readSort(table, raw.sort),
    fieldIds: hasFields ? fields.map((name) => findField(table, name).id) : undefined,
    formula: readText(raw.formula),
    hasCommentCount: readNames(raw.recordMetadata).includes('commentCount'),
  };
}

function readCount(value: unknown, errorType?: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) throw badParameter(errorType);
  return count;
}

/** An empty string counts as absent. */
function readText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw badParameter();
  return value;
}

function readNames(value: unknown): string[] {
  if (!Array.isArray(value)) throw badParameter();
  return value.map((name) => {
    if (typeof name !== 'string') throw badParameter();
    return name;
  });
}

function readSortEntries(query: BracketQuery): unknown {
  const keys = new Map<string, Record<string, string>>();
  for (const { path, value } of query.entries('sort')) {
    const [index, part] = path;
    if (path.length !== 2 || index === undefined || part === undefined) throw badParameter();
    keys.set(index, { ...keys.get(index), [part]: value });
  }
  return [...keys].sort(([one], [other]) => Number(one) - Number(other)).map(([, key]) => key);
}

function readSort(table: Table, value: unknown): SortKey[] {
  if (!Array.isArray(value)) throw badParameter();
  return value.map((key: unknown) => {
    if (!isJsonObject(key) || typeof key['field'] !== 'string') throw badParameter();
    const direction = key['direction'] ?? 'asc';
    if (direction !== 'asc' && direction !== 'desc') throw badParameter();
    return { fieldId: findField(table, key['field']).id, descending: direction === 'desc' };
  });
}

function readView(table: Table, nameOrId: string | undefined): View | undefined {
  if (nameOrId === undefined) return undefined;
  const view = table.views.find((known) => known.id === nameOrId || known.name === nameOrId);
  if (view !== undefined) return view;
  throw isIdOf('viw', nameOrId)
    ? typedFailure(422, 'VIEW_ID_NOT_FOUND', `View ID ${nameOrId} not found`)
    : typedFailure(422, 'VIEW_NAME_NOT_FOUND', `View "${nameOrId}" not found`);
}
