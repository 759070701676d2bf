import type { OrderFields } from '@orders/contract';
import type { CallOptions, Late, OrderWrite } from '../application/ports.ts';
import { WriteRejected } from '../domain/failures.ts';
import type { AirtableClient } from './airtable-client.ts';
import { failureOfNonsense } from './airtable-failures.ts';
import { pageSchema } from './airtable-record.ts';
import type { AirtableRequest } from './airtable-transport.ts';
import { cellsOfValues } from './order-mapping.ts';
import type { RecordReader } from './record-reader.ts';
import { recordsPath, type TableAddress } from './table-address.ts';
import type { ResolvedFields, TableFields } from './table-fields.ts';

export interface WriteOrdersOptions {
  readonly client: AirtableClient;
  readonly address: TableAddress;
  readonly fields: Pick<TableFields, 'current'>;
  readonly reader: RecordReader;
}

/** Airtable's largest batch. It writes all of it or nothing. */
export const MAX_BATCH = 10;

/**
 * Writes a batch in one call and never a second time: whether a lost answer stands for a write, only a read can tell.
 * No `typecast`, which would create options that nobody made.
 */
export async function writeOrders(
  { client, address, fields, reader }: WriteOrdersOptions,
  late: Late<readonly OrderWrite[]>,
  callOptions: CallOptions,
): Promise<OrderFields[]> {
  if (typeof late !== 'function' && late.length === 0) return [];
  let writes: readonly OrderWrite[] = [];
  let resolved: ResolvedFields = fields.current();
  const compose = (): AirtableRequest => {
    writes = checkedBatch(typeof late === 'function' ? late() : late);
    resolved = fields.current();
    const { mapping, areIds } = resolved;
    const records = writes.map(({ recordId, values }) => ({
      id: recordId,
      fields: cellsOfValues(values, mapping),
    }));
    const body = areIds ? { records, returnFieldsByFieldId: true } : { records };
    return { kind: 'write', method: 'PATCH', path: recordsPath(address), body };
  };
  const request = typeof late === 'function' ? { kind: 'write' as const, compose } : compose();
  const answer = await client.call(request, callOptions);
  const page = pageSchema.safeParse(answer.body);
  const written = page.success ? page.data.records.map((record) => reader.read(record, resolved)) : [];
  return writes.map(({ recordId }, index) => {
    const order = written[index];
    if (order?.recordId === recordId) return order;
    throw failureOfNonsense('other records than those written', 'write');
  });
}

function checkedBatch(writes: readonly OrderWrite[]): readonly OrderWrite[] {
  if (writes.length === 0 || writes.length > MAX_BATCH) {
    throw new RangeError(`A batch has one to ${MAX_BATCH} writes.`);
  }
  if (writes.every(({ recordId }) => /^rec[A-Za-z0-9]{14}$/.test(recordId))) return writes;
  throw new WriteRejected('no-such-record', 'There is no order with that record id.');
}
