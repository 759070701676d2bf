import type { CallOptions } from '../application/ports.ts';
import { SourceRefused } from '../domain/failures.ts';
import { ORDER_FIELDS } from './field-mapping.ts';
import { expectUsable, type TableFields } from './table-fields.ts';
import type { MetadataReader } from './table-metadata.ts';

/** Does a call, and once more for each field that turns out to have gone from the table. @throws Failure */
export type RepairedCall = <T>(callOptions: CallOptions, work: () => Promise<T>) => Promise<T>;

export interface FieldRepairOptions {
  readonly fields: TableFields;
  readonly metadata: MetadataReader;
}

/**
 * A refusal for an unknown field means that nothing was read or written. Metadata tells all that is missing at once,
 * and new names; without it Airtable names one field a call.
 */
export function createFieldRepair({ fields, metadata }: FieldRepairOptions): RepairedCall {
  return async (callOptions, work) => {
    await expectUsable(fields, (options) => metadata.read(options), callOptions);
    for (let tries = 0; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const isLast = tries >= ORDER_FIELDS.length;
        if (isLast || !(error instanceof SourceRefused) || error.reason !== 'field') throw error;
        if (!(await repairFields({ fields, metadata }, error, callOptions))) throw error;
      }
    }
  };
}

/** Finds out which fields there are after one was refused. Returns whether trying again makes sense. */
export async function repairFields(
  { fields, metadata }: FieldRepairOptions,
  refusal: SourceRefused,
  callOptions: CallOptions,
): Promise<boolean> {
  const keysNow = () => JSON.stringify(fields.current().mapping);
  const before = keysNow();
  metadata.forget();
  const base = await metadata.read(callOptions).catch(() => null);
  if (base?.kind === 'known' && base.table !== null) return keysNow() !== before;
  return fields.leaveOut(refusal.fields);
}
