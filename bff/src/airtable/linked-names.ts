import type { OrderFields } from '@orders/contract';
import type { CallOptions, Clock, Log } from '../application/ports.ts';
import { SourceRefused } from '../domain/failures.ts';
import { parseRecord } from './airtable-record.ts';
import { readText } from './cell-values.ts';
import { recordIdIsOneOf } from './formula.ts';
import { listPage, MAX_PAGE_SIZE } from './list-page.ts';
import type { ReadCall } from './read-retries.ts';
import type { TableAddress } from './table-address.ts';
import type { TableFields } from './table-fields.ts';
import { findField, type MetadataReader, type TableMetadata } from './table-metadata.ts';

/**
 * Puts names in the place of the ids of linked records. `anyway`: what cannot be learnt now stays blank, as after a
 * write, which must not fail for it.
 * @throws Failure
 */
export type NameLinked = <Order extends OrderFields | null>(
  orders: readonly Order[],
  callOptions: CallOptions,
  mode?: 'anyway',
) => Promise<Order[]>;

export interface LinkedNamesOptions {
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly fields: TableFields;
  readonly metadata: MetadataReader;
  readonly clock: Clock;
  readonly log: Log;
}

/** A renamed customer moves no stamp of an order, so names are looked up again after this time. */
const REMEMBERED_MS = 3_600_000;
/** Text fields of an order whose cells may be links. */
const MAY_BE_LINKS = ['orderId', 'customer'] as const;
const LINKS = /^rec[A-Za-z0-9]{14}(, rec[A-Za-z0-9]{14})*$/;

type MayBeLink = (typeof MAY_BE_LINKS)[number];

interface Known {
  readonly name: string | null;
  readonly until: number;
}

/**
 * Airtable answers a linked field with record ids. What they are called stands in the first field of the linked table,
 * of which a hundred cost a call once an hour. Where that cannot be read, the field stays blank and the log says so.
 */
export function createLinkedNames(options: LinkedNamesOptions): NameLinked {
  const names = new Map<string, Known>();
  let isTold = false;

  function giveUp(field: MayBeLink, error: unknown): void {
    if (!isTold)
      options.log.warn(
        { err: error, field },
        'the records that a field links to cannot be read, so it stays blank: use a lookup of their name',
      );
    isTold = true;
  }

  return async (orders, callOptions, mode) => {
    let named = [...orders];
    for (const field of MAY_BE_LINKS) {
      const ids = new Set(named.flatMap((order) => linksOf(order?.[field] ?? null)));
      if (ids.size === 0) continue;
      const linked = await linkedTable(options, field, callOptions);
      if (linked === 'no link') continue;
      if (linked === null) giveUp(field, undefined);
      else {
        await learn(options, { table: linked, ids, names }, callOptions).catch((error: unknown) => {
          if (error instanceof SourceRefused) giveUp(field, error);
          else if (mode !== 'anyway') throw error;
        });
      }
      named = named.map((order) => (order === null ? order : withNames(order, field, names)));
    }
    return named;
  };
}

function linksOf(text: string | null): string[] {
  return text !== null && LINKS.test(text) ? text.split(', ') : [];
}

function withNames<Order extends OrderFields | null>(
  order: Order,
  field: MayBeLink,
  names: ReadonlyMap<string, Known>,
): Order {
  const ids = linksOf(order?.[field] ?? null);
  if (ids.length === 0) return order;
  const text = ids.flatMap((id) => names.get(id)?.name ?? []).join(', ');
  return { ...order, [field]: text === '' ? null : text };
}

/** `null` when it cannot be known. A text that only looks like ids is no link. */
async function linkedTable(
  { metadata, fields }: LinkedNamesOptions,
  field: MayBeLink,
  callOptions: CallOptions,
): Promise<TableMetadata | null | 'no link'> {
  const base = await metadata.read(callOptions).catch(() => null);
  if (base?.kind !== 'known' || base.table === null) return null;
  const key = fields.current().mapping[field];
  const known = key === null ? null : findField(base.table, key);
  if (known?.type !== 'multipleRecordLinks') return 'no link';
  return base.tables.find(({ id }) => id === known.options?.linkedTableId) ?? null;
}

interface Wanted {
  readonly table: TableMetadata;
  readonly ids: ReadonlySet<string>;
  readonly names: Map<string, Known>;
}

async function learn(
  { call, address, clock }: LinkedNamesOptions,
  { table, ids, names }: Wanted,
  callOptions: CallOptions,
): Promise<void> {
  const now = clock.now();
  const unknown = [...ids].filter((id) => (names.get(id)?.until ?? 0) <= now);
  const primary = table.primaryFieldId ?? table.fields[0]?.id ?? '';
  for (let start = 0; start < unknown.length; start += MAX_PAGE_SIZE) {
    const asked = unknown.slice(start, start + MAX_PAGE_SIZE);
    const listing = { fields: [primary], areIds: true, formula: recordIdIsOneOf(asked) };
    const { records } = await listPage(call, { ...address, table: table.id }, listing, null, callOptions);
    for (const id of asked) names.set(id, { name: null, until: now + REMEMBERED_MS });
    for (const record of records.map(parseRecord)) {
      if (record === null) continue;
      const reading = readText(record.fields[primary]);
      const name = 'value' in reading ? reading.value : null;
      names.set(record.id, { name, until: now + REMEMBERED_MS });
    }
  }
}
