import type { OrderFields } from '@orders/contract';
import { parseRecord } from '../src/airtable/airtable-record.ts';
import { defaultFieldMapping, orderOfRecord } from '../src/airtable/order-mapping.ts';
import { describeOrderSource, type StartSource } from './ports/order-source.suite.ts';
import { cellsOf, rowOf, startAirtableSource } from './support/airtable-source.ts';

function starting(webhooks: 'on' | 'off'): StartSource {
  return async (orders) => {
    const test = await startAirtableSource({
      simulator: { rows: orders.map(rowOf) },
      source: { webhooks },
    });
    const { people } = test.simulator;
    return {
      source: test.source,
      tellsRemovals: webhooks === 'on',
      people: {
        get: (recordId) => orderOf(people.find(recordId)),
        add: (fields) => people.create(cellsOf(fields)).id,
        edit: (recordId, fields) => void people.update(recordId, cellsOf(fields)),
        delete: (recordId) => people.delete(recordId),
      },
      [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
    };
  };
}

function orderOf(json: unknown): OrderFields | undefined {
  const record = parseRecord(json);
  return record === null ? undefined : orderOfRecord(record, defaultFieldMapping, () => {});
}

describeOrderSource('an order source over Airtable that asks what was modified', starting('off'));
describeOrderSource('an order source over Airtable that reads webhook payloads', starting('on'));
