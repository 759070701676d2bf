import type { RowChange, Transaction } from '../table/base.ts';
import { jsonCell, payloadCell } from '../table/cell-formats.ts';
import type { CellReader } from '../table/cell-reader.ts';
import { type FieldDefinition, isComputed } from '../table/field-definition.ts';
import type { Row } from '../table/row.ts';
import type { View } from '../table/table.ts';
import type { WebhookSpecification } from './webhook-specification.ts';

type CellsByFieldId = Record<string, unknown>;

/** What a payload says about records; sections without content are absent. */
export interface RecordSections {
  createdRecordsById?: Record<string, { createdTime: string; cellValuesByFieldId: CellsByFieldId }>;
  changedRecordsById?: Record<string, ChangedRecord>;
  destroyedRecordIds?: string[];
}

interface ChangedRecord {
  current: { cellValuesByFieldId: CellsByFieldId };
  previous?: { cellValuesByFieldId: CellsByFieldId };
  unchanged?: { cellValuesByFieldId: CellsByFieldId };
}

/** With a view as scope, "created" and "destroyed" mean that a record entered or left the view. */
export function recordSections(
  transaction: Transaction,
  specification: WebhookSpecification,
  reader: CellReader,
): RecordSections {
  const view = new SectionBuilder(transaction, specification, reader);
  const sections: RecordSections = {};
  const allowed = specification.changeTypes;
  const created = view.created();
  const changed = view.changed();
  const destroyed = view.destroyed();
  if (allowed.includes('add') && Object.keys(created).length > 0) sections.createdRecordsById = created;
  if (allowed.includes('update') && Object.keys(changed).length > 0) sections.changedRecordsById = changed;
  if (allowed.includes('remove') && destroyed.length > 0) sections.destroyedRecordIds = destroyed;
  return sections;
}

class SectionBuilder {
  readonly #transaction: Transaction;
  readonly #specification: WebhookSpecification;
  readonly #reader: CellReader;
  readonly #isInView: (row: Row) => boolean;

  constructor(transaction: Transaction, specification: WebhookSpecification, reader: CellReader) {
    this.#transaction = transaction;
    this.#specification = specification;
    this.#reader = reader;
    this.#isInView = membership(reader, specification.view, transaction.atMs);
  }

  created(): NonNullable<RecordSections['createdRecordsById']> {
    const entered = this.#transaction.changed
      .filter((change) => !this.#wasInView(change))
      .map(({ row }) => row);
    const rows = [...this.#transaction.created, ...entered].filter(this.#isInView);
    return Object.fromEntries(
      rows.map((row) => [
        row.id,
        {
          createdTime: new Date(row.createdMs).toISOString(),
          cellValuesByFieldId: withoutNulls(this.#cells(row, this.#shownFields())),
        },
      ]),
    );
  }

  changed(): NonNullable<RecordSections['changedRecordsById']> {
    const stayed = this.#transaction.changed.filter(
      (change) => this.#wasInView(change) && this.#isInView(change.row),
    );
    const entries = stayed.flatMap((change): [string, ChangedRecord][] => {
      const fields = this.#changedFields(change);
      return fields.length === 0 ? [] : [[change.row.id, this.#describe(change, fields)]];
    });
    return Object.fromEntries(entries);
  }

  destroyed(): string[] {
    const left = this.#transaction.changed.filter(
      (change) => this.#wasInView(change) && !this.#isInView(change.row),
    );
    return [...this.#transaction.destroyed, ...left.map(({ row }) => row.id)];
  }

  #describe(change: RowChange, fields: readonly FieldDefinition[]): ChangedRecord {
    const record: ChangedRecord = { current: { cellValuesByFieldId: this.#cells(change.row, fields) } };
    if (this.#specification.hasPreviousCells) {
      record.previous = { cellValuesByFieldId: this.#cells(rowBefore(change), fields) };
    }
    const rest = this.#includedFields().filter((field) => !fields.includes(field));
    if (rest.length > 0)
      record.unchanged = { cellValuesByFieldId: withoutNulls(this.#cells(change.row, rest)) };
    return record;
  }

  /** Written cells and the computed ones that follow from them, as far as the hook watches them. */
  #changedFields(change: RowChange): FieldDefinition[] {
    const { watchedFieldIds } = this.#specification;
    const before = rowBefore(change);
    return this.#transaction.table.fields.filter((field) => {
      if (watchedFieldIds !== undefined && !watchedFieldIds.includes(field.id)) return false;
      if (!isComputed(field)) return change.fieldIds.includes(field.id);
      const read = this.#reader.reader(field);
      const { atMs } = this.#transaction;
      return (
        JSON.stringify(jsonCell(read, change.row, atMs)) !== JSON.stringify(jsonCell(read, before, atMs))
      );
    });
  }

  #shownFields(): FieldDefinition[] {
    const { watchedFieldIds } = this.#specification;
    const included = this.#includedFields();
    return this.#transaction.table.fields.filter(
      (field) =>
        watchedFieldIds === undefined || watchedFieldIds.includes(field.id) || included.includes(field),
    );
  }

  #includedFields(): FieldDefinition[] {
    const { includedFieldIds } = this.#specification;
    const { fields } = this.#transaction.table;
    return fields.filter((field) => includedFieldIds === 'all' || includedFieldIds.includes(field.id));
  }

  #wasInView(change: RowChange): boolean {
    return this.#isInView(rowBefore(change));
  }

  #cells(row: Row, fields: readonly FieldDefinition[]): CellsByFieldId {
    const { atMs } = this.#transaction;
    return Object.fromEntries(
      fields.map((field) => [field.id, payloadCell(field, this.#reader.reader(field), row, atMs)]),
    );
  }
}

function rowBefore(change: RowChange): Row {
  return { ...change.row, cells: change.before, modifiedMs: change.beforeModifiedMs };
}

function membership(reader: CellReader, view: View | undefined, nowMs: number): (row: Row) => boolean {
  if (view?.formula === undefined) return () => true;
  const evaluate = reader.compile(view.formula);
  return (row) => Boolean(evaluate(row, nowMs));
}

function withoutNulls(cells: CellsByFieldId): CellsByFieldId {
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));
}
