import type { CallOptions } from '../application/ports.ts';
import { SourceRefused } from '../domain/failures.ts';
import { mappedFields, type OrderField } from './field-mapping.ts';
import { repairFields } from './field-repair.ts';
import { listPage } from './list-page.ts';
import type { ReadCall } from './read-retries.ts';
import type { TableAddress } from './table-address.ts';
import { expectUsable, type TableFields } from './table-fields.ts';
import type { BaseMetadata, MetadataReader } from './table-metadata.ts';

export interface CheckTableOptions {
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly fields: TableFields;
  readonly view: string | null;
  readonly metadata: MetadataReader;
}

/** Without these a table is hardly one of orders, unless the settings say that it has none (`none`). */
const REQUIRED: readonly OrderField[] = ['status', 'orderTotal'];

/**
 * Whether token, base, table, view and fields are right: one call when they are, a few more to say what is wrong.
 * Fields that can be done without are left out, and said in `notices`.
 *
 * @throws SourceRefused naming all fields that are missing
 */
export async function checkTable(options: CheckTableOptions, callOptions: CallOptions): Promise<void> {
  const { call, address, fields, view, metadata } = options;
  await expectUsable(fields, (learning) => metadata.read(learning), callOptions);
  for (;;) {
    try {
      const { mapping, areIds } = fields.current();
      const listing = { fields: mappedFields(mapping), areIds, view, pageSize: 1 };
      await listPage(call, address, listing, null, callOptions);
      return expectRequired(options, []);
    } catch (error) {
      if (!(error instanceof SourceRefused) || error.cause === undefined) throw error;
      if (error.reason === 'base-or-table') throw await explainTable(options, callOptions, error);
      if (error.reason !== 'field' || !(await repairFields(options, error, callOptions))) throw error;
      const base = await readIfPossible(options, callOptions);
      const present = base?.kind === 'known' ? (base.table?.fields.map(({ name }) => name) ?? []) : [];
      if (present.length > 0) expectRequired(options, present);
    }
  }
}

function expectRequired({ fields }: CheckTableOptions, present: readonly string[]): void {
  const gone = fields.missing().filter((field) => fields.configured(field) !== null);
  if (!gone.some((field) => REQUIRED.includes(field))) return;
  throw refusalOfFields(
    gone.map((field) => fields.configured(field) ?? ''),
    present,
  );
}

async function explainTable(
  options: CheckTableOptions,
  callOptions: CallOptions,
  refusal: SourceRefused,
): Promise<SourceRefused> {
  const metadata = await readIfPossible(options, callOptions);
  if (metadata?.kind !== 'known' || metadata.table !== null) return refusal;
  const tables = quoteAll(metadata.tables.map(({ name }) => name));
  const text = `The Airtable base has no table "${options.address.table}". It has ${tables || 'none'}.`;
  return new SourceRefused('base-or-table', text, { cause: refusal.cause });
}

/** Only explains, so that it never replaces the refusal by a trouble of its own. */
async function readIfPossible(
  { metadata }: CheckTableOptions,
  callOptions: CallOptions,
): Promise<BaseMetadata | null> {
  return metadata.read(callOptions).catch(() => null);
}

function refusalOfFields(missing: readonly string[], present: readonly string[]): SourceRefused {
  const noun = missing.length === 1 ? 'field' : 'fields';
  const hint = present.length === 0 ? '' : ` It has ${quoteAll(present)}.`;
  const text = `The Airtable table has no ${noun} ${quoteAll(missing)}.${hint}`;
  return new SourceRefused('field', text, { fields: missing });
}

const MAX_NAMES = 30;

function quoteAll(names: readonly string[]): string {
  const quoted = names.slice(0, MAX_NAMES).map((name) => `"${name}"`);
  return (names.length > MAX_NAMES ? [...quoted, '…'] : quoted).join(', ');
}
