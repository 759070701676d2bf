import type { Transaction } from '../table/base.ts';
import type { CellReader } from '../table/cell-reader.ts';
import { destroyedFieldIds, fieldSections } from './field-sections.ts';
import { recordSections } from './record-sections.ts';
import { neededFieldIds, type WebhookSpecification } from './webhook-specification.ts';

export interface BuiltPayload {
  readonly payload: Readonly<Record<string, unknown>>;
  /** A field that the hook needs is gone: this is the last thing it ever says. */
  readonly isFatal: boolean;
}

/** What a hook is told of one transaction; `undefined` when nothing in it concerns the hook. */
export function buildPayload(
  transaction: Transaction,
  specification: WebhookSpecification,
  reader: CellReader,
): BuiltPayload | undefined {
  if (specification.table !== undefined && specification.table !== transaction.table) return undefined;
  const lost = destroyedFieldIds(transaction).filter((id) => neededFieldIds(specification).includes(id));
  if (lost.length > 0) {
    const error = { error: true, code: 'INVALID_HOOK' };
    return { payload: { ...envelope(transaction, { destroyedFieldIds: lost }), ...error }, isFatal: true };
  }
  if (!specification.sources.includes(transaction.actor.source)) return undefined;
  const records = specification.dataTypes.includes('tableData')
    ? recordSections(transaction, specification, reader)
    : {};
  const fields = specification.dataTypes.includes('tableFields')
    ? fieldSections(transaction, specification)
    : {};
  if (Object.keys({ ...records, ...fields }).length === 0) return undefined;
  const { view } = specification;
  const hasViewScope = view !== undefined && Object.keys(records).length > 0;
  const sections = hasViewScope
    ? { ...fields, changedViewsById: { [view.id]: records } }
    : { ...fields, ...records };
  return { payload: envelope(transaction, sections), isFatal: false };
}

function envelope(transaction: Transaction, sections: object): Record<string, unknown> {
  const { person, source } = transaction.actor;
  const { id, email, permissionLevel, name } = person;
  return {
    timestamp: new Date(transaction.atMs).toISOString(),
    baseTransactionNumber: transaction.number,
    payloadFormat: 'v0',
    actionMetadata: { source, sourceMetadata: { user: { id, email, permissionLevel, name } } },
    changedTablesById: { [transaction.table.id]: sections },
  };
}
