import { isJsonObject, type JsonObject } from '../json.ts';
import type { Base } from '../table/base.ts';
import type { Table, View } from '../table/table.ts';
import { badParameter } from '../wire/api-failure.ts';

const dataTypes = ['tableData', 'tableFields', 'tableMetadata'] as const;
const changeTypes = ['add', 'remove', 'update'] as const;
const sources = [
  'client',
  'publicApi',
  'formSubmission',
  'formPageSubmission',
  'automation',
  'system',
  'sync',
  'anonymousUser',
  'unknown',
] as const;

export type WebhookDataType = (typeof dataTypes)[number];
export type WebhookChangeType = (typeof changeTypes)[number];

/** What a hook wants to hear of. Absent lists mean "all". */
export interface WebhookSpecification {
  /** As it was sent, for the list of hooks. */
  readonly json: JsonObject;
  readonly dataTypes: readonly WebhookDataType[];
  readonly changeTypes: readonly WebhookChangeType[];
  readonly sources: readonly string[];
  readonly table: Table | undefined;
  readonly view: View | undefined;
  readonly watchedFieldIds: readonly string[] | undefined;
  readonly watchedSchemaFieldIds: readonly string[] | undefined;
  readonly includedFieldIds: readonly string[] | 'all';
  readonly hasPreviousCells: boolean;
  readonly hasPreviousFields: boolean;
}

/** Ids only: names are refused. Throws a 422. */
export function readSpecification(base: Base, value: unknown): WebhookSpecification {
  const options = isJsonObject(value) ? value['options'] : undefined;
  const filters = isJsonObject(options) ? options['filters'] : undefined;
  if (!isJsonObject(value) || !isJsonObject(options) || !isJsonObject(filters)) throw badParameter();
  const includes = options['includes'] ?? {};
  if (!isJsonObject(includes)) throw badParameter();
  const { table, view } = readScope(base, filters['recordChangeScope']);
  const fieldIds = knownFieldIds(base, table);
  const wanted = readList(filters['dataTypes'], dataTypes);
  if (wanted === undefined || wanted.length === 0) throw badParameter();
  const included = includes['includeCellValuesInFieldIds'];
  return {
    json: value,
    dataTypes: wanted,
    changeTypes: readList(filters['changeTypes'], changeTypes) ?? changeTypes,
    sources: readList(filters['fromSources'], sources) ?? sources,
    table,
    view,
    watchedFieldIds: readList(filters['watchDataInFieldIds'], fieldIds),
    watchedSchemaFieldIds: readList(filters['watchSchemasOfFieldIds'], fieldIds),
    includedFieldIds: included === 'all' ? 'all' : (readList(included, fieldIds) ?? []),
    hasPreviousCells: readBoolean(includes['includePreviousCellValues']),
    hasPreviousFields: readBoolean(includes['includePreviousFieldDefinitions']),
  };
}

/** Fields without which the hook cannot go on. */
export function neededFieldIds(specification: WebhookSpecification): readonly string[] {
  const { watchedFieldIds, watchedSchemaFieldIds, includedFieldIds } = specification;
  const included = includedFieldIds === 'all' ? [] : includedFieldIds;
  return [...(watchedFieldIds ?? []), ...(watchedSchemaFieldIds ?? []), ...included];
}

function readScope(base: Base, value: unknown): { table: Table | undefined; view: View | undefined } {
  if (value === undefined || value === null) return { table: undefined, view: undefined };
  for (const table of base.tables) {
    if (table.id === value) return { table, view: undefined };
    const view = table.views.find((candidate) => candidate.id === value);
    if (view !== undefined) return { table, view };
  }
  throw badParameter();
}

function knownFieldIds(base: Base, table: Table | undefined): string[] {
  return (table === undefined ? base.tables : [table]).flatMap(({ fields }) => fields.map(({ id }) => id));
}

function readList<T extends string>(value: unknown, allowed: readonly T[]): T[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw badParameter();
  return value.map((item: unknown) => {
    const known = allowed.find((candidate) => candidate === item);
    if (known === undefined) throw badParameter();
    return known;
  });
}

function readBoolean(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw badParameter();
  return value;
}
