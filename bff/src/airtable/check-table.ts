import type { CallOptions } from '../application/ports.ts';
import { SourceRefused } from '../domain/failures.ts';
import { type FieldMapping, mappedFields } from './field-mapping.ts';
import { listPage } from './list-page.ts';
import type { ReadCall } from './read-retries.ts';
import type { TableAddress } from './table-address.ts';
import { type BaseMetadata, findField, type MetadataReader } from './table-metadata.ts';

export interface CheckTableOptions {
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly mapping: FieldMapping;
  readonly metadata: MetadataReader;
}

/**
 * Whether token, base, table and fields are right: one call when they are, a few more to say what is wrong. Metadata
 * names all missing fields at once; without it Airtable names one at a time, so they are left out one by one.
 *
 * @throws SourceRefused
 */
export async function checkTable(options: CheckTableOptions, callOptions: CallOptions): Promise<void> {
  const missing: string[] = [];
  let fields = mappedFields(options.mapping);
  for (;;) {
    try {
      await listPage(options.call, options.address, { fields, pageSize: 1 }, null, callOptions);
      if (missing.length > 0) throw refusalOfFields(missing);
      return;
    } catch (error) {
      if (!(error instanceof SourceRefused)) throw error;
      if (error.reason === 'base-or-table') throw await explainTable(options, callOptions, error);
      const field = error.cause === undefined ? undefined : error.fields[0];
      if (error.reason !== 'field' || field === undefined || !fields.includes(field)) throw error;
      if (missing.length === 0) await explainFields(options, callOptions);
      missing.push(field);
      fields = fields.filter((other) => other !== field);
    }
  }
}

/** Throws with all missing fields where metadata can be read. */
async function explainFields(options: CheckTableOptions, callOptions: CallOptions): Promise<void> {
  const metadata = await readIfPossible(options, callOptions);
  if (metadata?.kind !== 'known' || metadata.table === null) return;
  const { table } = metadata;
  const missing = mappedFields(options.mapping).filter((name) => findField(table, name) === null);
  const present = table.fields.map((field) => field.name);
  if (missing.length > 0) throw refusalOfFields(missing, present);
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

function refusalOfFields(missing: readonly string[], present?: readonly string[]): SourceRefused {
  const noun = missing.length === 1 ? 'field' : 'fields';
  const hint = present === undefined ? '' : ` It has ${quoteAll(present)}.`;
  const text = `The Airtable table has no ${noun} ${quoteAll(missing)}.${hint}`;
  return new SourceRefused('field', text, { fields: missing });
}

const MAX_NAMES = 30;

function quoteAll(names: readonly string[]): string {
  const quoted = names.slice(0, MAX_NAMES).map((name) => `"${name}"`);
  return (names.length > MAX_NAMES ? [...quoted, '…'] : quoted).join(', ');
}
