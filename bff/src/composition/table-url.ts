import type { Config } from '../config.ts';

const AIRTABLE_API = 'https://api.airtable.com';
const AIRTABLE_APP = 'https://airtable.com';

/**
 * Where people find the table in Airtable's own app; a record id may follow. `null` where that is not known: a table
 * that is configured by its name, or another server in Airtable's place.
 */
export function airtableTableUrl({ isSimulator, airtable }: Pick<Config, 'isSimulator' | 'airtable'>) {
  const { apiUrl, baseId, tableId } = airtable;
  const isKnown = /^app\w+$/.test(baseId) && /^tbl\w+$/.test(tableId);
  if (isSimulator || !isKnown || new URL(apiUrl).origin !== AIRTABLE_API) return null;
  return `${AIRTABLE_APP}/${baseId}/${tableId}`;
}
