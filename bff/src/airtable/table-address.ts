import { SourceRefused } from '../domain/failures.ts';

/** Where the orders are, as the settings say. */
export interface TableAddress {
  readonly baseId: string;
  /** Id or name. */
  readonly table: string;
}

/** Path of the table's records. @throws SourceRefused for a base id or a table that cannot be one */
export function recordsPath({ baseId, table }: TableAddress): string {
  // Dots alone would be read as steps in the path, encoded or not.
  if (table.trim() === '' || table === '.' || table === '..') {
    throw new SourceRefused('base-or-table', 'The Airtable table has no usable id or name.');
  }
  return `${checkedBaseId(baseId)}/${encodeURIComponent(table)}`;
}

export function tablesPath({ baseId }: TableAddress): string {
  return `meta/bases/${checkedBaseId(baseId)}/tables`;
}

/** Path of the base's webhooks, or of one of them. */
export function webhooksPath({ baseId }: TableAddress, webhookId?: string): string {
  const path = `bases/${checkedBaseId(baseId)}/webhooks`;
  return webhookId === undefined ? path : `${path}/${encodeURIComponent(webhookId)}`;
}

function checkedBaseId(baseId: string): string {
  if (/^app[A-Za-z0-9]{14}$/.test(baseId)) return baseId;
  throw new SourceRefused(
    'base-or-table',
    'The Airtable base id has not the form of one: "app" and 14 letters or digits.',
  );
}
