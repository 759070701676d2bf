import type { Late } from '../application/ports.ts';
import type { CallLimits } from './airtable-client.ts';
import { failureOfNonsense } from './airtable-failures.ts';
import { pageSchema } from './airtable-record.ts';
import type { AirtableRequest, LateRequest } from './airtable-transport.ts';
import type { Formula } from './formula.ts';
import type { ReadCall } from './read-retries.ts';
import { recordsPath, type TableAddress } from './table-address.ts';

/** Which records of the table are listed, and what of them. */
export interface Listing {
  readonly fields: readonly string[];
  /** Whether `fields` are ids, and the answer is to be keyed by ids. */
  readonly areIds?: boolean;
  /** Id or name of the view that narrows the table. */
  readonly view?: string | null;
  readonly formula?: Late<Formula>;
  readonly pageSize?: number;
}

export interface ListedPage {
  /** Not parsed yet. */
  readonly records: readonly unknown[];
  /** Where the next page is; `null` on the last. A short page says nothing. */
  readonly offset: string | null;
  readonly dateMs: number | null;
}

/** Airtable's largest page. */
export const MAX_PAGE_SIZE = 100;

/**
 * URLs end at 16,000 characters on the wire, where some take up three; half of that is safe.
 */
const MAX_QUERY_LENGTH = 8_000;

/** Reads one page. All parameters go with each page: an offset without its filter lists something else. */
export async function listPage(
  call: ReadCall,
  address: TableAddress,
  listing: Listing,
  offset: string | null,
  limits: CallLimits,
): Promise<ListedPage> {
  const answer = await call(listRequest(address, listing, offset), limits);
  const page = pageSchema.safeParse(answer.body);
  if (!page.success) throw failureOfNonsense('a list without records', 'read');
  return { records: page.data.records, offset: page.data.offset ?? null, dateMs: answer.dateMs };
}

function listRequest(
  address: TableAddress,
  { formula, ...listing }: Listing,
  offset: string | null,
): AirtableRequest | LateRequest {
  return typeof formula === 'function'
    ? { kind: 'read', compose: () => composeRequest(address, listing, formula(), offset) }
    : composeRequest(address, listing, formula, offset);
}

function composeRequest(
  address: TableAddress,
  { fields, areIds = false, view = null, pageSize = MAX_PAGE_SIZE }: Listing,
  formula: Formula | undefined,
  offset: string | null,
): AirtableRequest {
  const path = recordsPath(address);
  const query = new URLSearchParams({ pageSize: String(pageSize) });
  for (const field of fields) query.append('fields[]', field);
  if (areIds) query.set('returnFieldsByFieldId', 'true');
  if (view !== null) query.set('view', view);
  if (formula !== undefined) query.set('filterByFormula', formula);
  if (offset !== null) query.set('offset', offset);
  if (query.toString().length <= MAX_QUERY_LENGTH) return { kind: 'read', method: 'GET', path, query };
  const body = {
    pageSize,
    fields,
    ...(areIds ? { returnFieldsByFieldId: true } : {}),
    ...(view === null ? {} : { view }),
    ...(formula === undefined ? {} : { filterByFormula: formula }),
    ...(offset === null ? {} : { offset }),
  };
  return { kind: 'read', method: 'POST', path: `${path}/listRecords`, body };
}
