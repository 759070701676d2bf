import type { Base } from './table/base.ts';
import { CellReader } from './table/cell-reader.ts';
import type { FieldDefinition, FormulaField } from './table/field-definition.ts';
import type { Table } from './table/table.ts';
import type { Handler } from './wire/api-call.ts';
import { jsonReply } from './wire/reply.ts';

type MetadataEndpoint = 'whoami' | 'listBases' | 'listTables';

export function createMetadataHandlers(
  bases: readonly Base[],
  findBase: (id: string) => Base,
): Record<MetadataEndpoint, Handler> {
  return {
    whoami: ({ caller }) => {
      const { id, email } = caller.actor.person;
      return jsonReply(caller.scopes.has('user.email:read') ? { id, email } : { id });
    },
    listBases: ({ caller }) => {
      const visible = bases.filter(({ id }) => caller.baseIds === undefined || caller.baseIds.includes(id));
      const { permissionLevel } = caller.actor.person;
      return jsonReply({ bases: visible.map(({ id, name }) => ({ id, name, permissionLevel })) });
    },
    listTables: ({ parameters, query }) => {
      const hasVisibleFields = [query.text('include'), ...(query.list('include') ?? [])].includes(
        'visibleFieldIds',
      );
      const { tables } = findBase(parameters['base'] ?? '');
      return jsonReply({ tables: tables.map((table) => describeTable(table, hasVisibleFields)) });
    },
  };
}

function describeTable(table: Table, hasVisibleFields: boolean) {
  const reader = new CellReader(table);
  const visibleFieldIds = table.fields.map((field) => field.id);
  return {
    id: table.id,
    name: table.name,
    primaryFieldId: table.primaryFieldId,
    fields: table.fields.map((field) => describeField(field, reader)),
    views: table.views.map(({ id, name }) =>
      hasVisibleFields ? { id, name, type: 'grid', visibleFieldIds } : { id, name, type: 'grid' },
    ),
  };
}

/** A field as the metadata endpoint and the webhooks describe it. */
export function describeField(field: FieldDefinition, reader: CellReader) {
  const { id, name, type, description } = field;
  const options = describeOptions(field, reader);
  return {
    type,
    ...(options === undefined ? {} : { options }),
    id,
    name,
    ...(description === undefined ? {} : { description }),
  };
}

const dateOptions = {
  dateFormat: { name: 'iso', format: 'YYYY-MM-DD' },
  timeFormat: { name: '24hour', format: 'HH:mm' },
  timeZone: 'utc',
};

function describeOptions(field: FieldDefinition, reader: CellReader): object | undefined {
  switch (field.type) {
    case 'singleSelect':
      return { choices: field.choices.map(({ id, name, color }) => ({ id, name, color })) };
    case 'currency':
      return { precision: field.precision, symbol: field.symbol };
    case 'number':
    case 'percent':
      return { precision: field.precision };
    case 'checkbox':
      return { icon: 'check', color: 'greenBright' };
    case 'dateTime':
      return dateOptions;
    case 'createdTime':
      return { result: { type: 'dateTime', options: dateOptions } };
    case 'lastModifiedTime':
      return { isValid: true, referencedFieldIds: [], result: { type: 'dateTime', options: dateOptions } };
    case 'formula':
      return {
        isValid: reader.isFormulaValid(field),
        formula: field.formula,
        referencedFieldIds: referencedFieldIds(field.formula),
        result: resultOf(field),
      };
    case 'multipleRecordLinks':
      return { linkedTableId: field.linkedTableId, isReversed: false, prefersSingleRecordLink: false };
    case 'multipleLookupValues':
      return {
        isValid: true,
        recordLinkFieldId: field.linkFieldId,
        fieldIdInLinkedTable: field.lookedUpFieldId,
        result: { type: 'singleLineText' },
      };
    default:
      return undefined;
  }
}

function resultOf({ resultType = 'number', precision }: FormulaField): object {
  if (resultType === 'dateTime') return { type: resultType, options: dateOptions };
  return resultType === 'number' ? { type: resultType, options: { precision } } : { type: resultType };
}

function referencedFieldIds(formula: string): string[] {
  return [...new Set([...formula.matchAll(/\{(fld[A-Za-z0-9]{14})\}/g)].map((match) => match[1] ?? ''))];
}
