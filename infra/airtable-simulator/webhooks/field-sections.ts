import type { SchemaChange, Transaction } from '../table/base.ts';
import type { FieldDefinition } from '../table/field-definition.ts';
import type { WebhookSpecification } from './webhook-specification.ts';

/** What a payload says about fields; sections without content are absent. */
export interface FieldSections {
  createdFieldsById?: Record<string, FieldSummary>;
  changedFieldsById?: Record<string, { current: FieldSummary; previous?: FieldSummary }>;
  destroyedFieldIds?: string[];
}

interface FieldSummary {
  readonly name: string;
  readonly type: string;
}

export function fieldSections(transaction: Transaction, specification: WebhookSpecification): FieldSections {
  const isWatched = (id: string) => specification.watchedSchemaFieldIds?.includes(id) ?? true;
  const sections: FieldSections = {};
  const created = transaction.schema.filter(({ before }) => before === undefined);
  const destroyed = destroyedFieldIds(transaction).filter(isWatched);
  const changed = transaction.schema.filter(isChange).filter(({ after }) => isWatched(after.id));
  if (created.length > 0 && specification.changeTypes.includes('add')) {
    sections.createdFieldsById = Object.fromEntries(
      created.flatMap(({ after }) => (after === undefined ? [] : [[after.id, summary(after)]])),
    );
  }
  if (changed.length > 0 && specification.changeTypes.includes('update')) {
    sections.changedFieldsById = Object.fromEntries(
      changed.map(({ before, after }) => [
        after.id,
        specification.hasPreviousFields
          ? { current: summary(after), previous: summary(before) }
          : { current: summary(after) },
      ]),
    );
  }
  if (destroyed.length > 0 && specification.changeTypes.includes('remove'))
    sections.destroyedFieldIds = destroyed;
  return sections;
}

export function destroyedFieldIds(transaction: Transaction): string[] {
  return transaction.schema.flatMap(({ before, after }) =>
    before !== undefined && after === undefined ? [before.id] : [],
  );
}

function isChange(change: SchemaChange): change is Required<SchemaChange> {
  return change.before !== undefined && change.after !== undefined;
}

const summary = ({ name, type }: FieldDefinition): FieldSummary => ({ name, type });
