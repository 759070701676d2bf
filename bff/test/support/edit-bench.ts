import { type Order, orderSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { onTestFinished } from 'vitest';
import { rowOf } from './airtable-source.ts';
import type { Answer } from './http-client.ts';
import { type Bff, type BffOptions, startBff } from './start-bff.ts';

/** Orders 1 to 12 as they are at the start. */
export const ORDERS = Array.from({ length: 12 }, (_, index) => makeOrderFields(index + 1));

/** An order whose answer is long enough to be coded. */
export const LONG_ORDER = makeOrderFields(50, { customer: 'Very long '.repeat(200).trim() });

/** The order that edits are tried on, and its record. */
export const PATH = '/api/orders/ORD-000001';
export const RECORD = recordIdOf(1);

/** A server over a small base, and what a test of edits asks again and again. */
export interface EditBench {
  readonly bff: Bff;
  patch(body: unknown, headers?: Record<string, string>, path?: string): Promise<Answer>;
  orderNow(path?: string): Promise<Order>;
  /** The cells of the record in Airtable. */
  cells(recordId?: string): Readonly<Record<string, unknown>>;
  /** How often Airtable was written to. */
  writes(): number;
}

/** Stands until the test is over. */
export async function startEditing(options: BffOptions = {}): Promise<EditBench> {
  const rows = [...ORDERS, LONG_ORDER].map(rowOf);
  const bff = await startBff({ ...options, simulator: { rows, ...options.simulator } });
  onTestFinished(() => bff[Symbol.asyncDispose]());
  bff.takeCalls();
  return {
    bff,
    patch: (body, headers = {}, path = PATH) => bff.fetch(path, { method: 'PATCH', body, headers }),
    orderNow: async (path = PATH) => (await bff.fetch(path)).as(orderSchema),
    cells: (recordId = RECORD) => bff.simulator.people.find(recordId)?.fields ?? {},
    writes: () => bff.simulator.stats.snapshot().recentWrites.length,
  };
}
