import type { Config } from './config.ts';
import { SourceRefused } from './domain/failures.ts';

/** Says in one line why it cannot start and what to do; `null` when nobody could have foreseen it. */
export function explainStartFailure(error: unknown, config: Config): string | null {
  if (error instanceof SourceRefused) return explainRefusal(error, config);
  const { port, host } = config.server;
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: stop what uses it, or set PORT to another one.`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user: set PORT to 1024 or above.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is no address of this machine: set HOST to one that is, for example 127.0.0.1.`;
    default:
      return null;
  }
}

function explainRefusal({ reason, fields }: SourceRefused, { airtable }: Config): string {
  switch (reason) {
    case 'token':
      return 'Airtable does not know the token in AIRTABLE_API_KEY: make one at airtable.com/create/tokens and set it.';
    case 'base-or-table':
      return `Airtable shows this token no table ${airtable.tableId} in base ${airtable.baseId}: check AIRTABLE_BASE_ID and AIRTABLE_TABLE_ID, and that the token has access to the base and the scope data.records:read.`;
    case 'permission':
      return 'The token in AIRTABLE_API_KEY may not read the table: give it the scope data.records:read.';
    case 'field':
      return `The table ${airtable.tableId} lacks the ${fields.length === 1 ? 'field' : 'fields'} ${fields.map((name) => `"${name}"`).join(', ')}: add or rename in Airtable, or say with AIRTABLE_FIELD_… which fields it has instead; npm run setup proposes them.`;
    case 'view':
      return `The table ${airtable.tableId} has no view ${airtable.view}: check AIRTABLE_VIEW.`;
    case 'request':
      return `Airtable refuses to list the table ${airtable.tableId}: check AIRTABLE_TABLE_ID and the fields of the table.`;
  }
}
