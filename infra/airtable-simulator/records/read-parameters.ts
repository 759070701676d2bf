import type { JsonObject } from '../json.ts';
import type { TextFormat } from '../table/cell-formats.ts';
import type { FieldDefinition } from '../table/field-definition.ts';
import type { Table } from '../table/table.ts';
import { badParameter, unknownField } from '../wire/api-failure.ts';
import type { BracketQuery } from '../wire/bracket-query.ts';

/** How records of an answer are written: by name or id, as values or as the grid shows them. */
export interface CellParameters {
  readonly areKeysIds: boolean;
  readonly text?: TextFormat;
}

/** `timeZone` and `userLocale` stay in the query even where the rest is in a body. */
export function readCellParameters(query: BracketQuery, body: JsonObject = {}): CellParameters {
  const areKeysIds = readFlag(body['returnFieldsByFieldId'] ?? query.text('returnFieldsByFieldId'));
  const cellFormat = body['cellFormat'] ?? query.text('cellFormat') ?? 'json';
  if (cellFormat === 'json') return { areKeysIds };
  const timeZone = query.text('timeZone') ?? '';
  const userLocale = query.text('userLocale') ?? '';
  if (cellFormat !== 'string' || !isTimeZone(timeZone) || !isLocale(userLocale)) throw badParameter();
  return { areKeysIds, text: { timeZone, userLocale } };
}

/** Clients send `true`, `1` or `"true"`. */
export function readFlag(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (value === true || value === 'true' || value === '1' || value === 1) return true;
  if (value === false || value === 'false' || value === '0' || value === 0) return false;
  throw badParameter();
}

export function findField(table: Table, nameOrId: string): FieldDefinition {
  const field = table.field(nameOrId);
  if (field === undefined) throw unknownField(nameOrId);
  return field;
}

function isTimeZone(name: string): boolean {
  if (name === '') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isLocale(name: string): boolean {
  if (name === '') return false;
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
