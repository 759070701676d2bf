import type { EditableField } from '@orders/contract';
import type { CallOptions, FieldOptions } from '../application/ports.ts';
import type { TableFields } from './table-fields.ts';
import { findField, type MetadataReader } from './table-metadata.ts';

/** The options of status and priority in the base's order; `null` where the base does not tell. */
export async function readFieldOptions(
  { metadata, fields }: { readonly metadata: MetadataReader; readonly fields: TableFields },
  callOptions: CallOptions,
): Promise<FieldOptions> {
  const base = await metadata.read(callOptions);
  const table = base.kind === 'known' ? base.table : null;
  const { mapping } = fields.current();
  const optionsOf = (field: EditableField): readonly string[] | null => {
    const key = mapping[field];
    if (table === null || key === null) return null;
    return findField(table, key)?.options?.choices?.map((choice) => choice.name) ?? null;
  };
  return { status: optionsOf('status'), priority: optionsOf('priority') };
}
