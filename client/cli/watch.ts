import { type Changes, type Order, type OrderFields, orderLabel } from '@orders/contract';
import { type Command, formatFor } from './command.ts';
import { EXIT_CODES, UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';
import { readIfThere, writeWhole } from './whole-file.ts';

/** Prints what changes until it is interrupted; with a file for its place no change is missed between two runs. */
export const watch: Command = async (surroundings) => {
  const { client, line, signal, print } = surroundings;
  const format = formatFor(surroundings);
  if (format === 'csv') throw new UsageError('orders watch prints table, json or ndjson.');
  const file = line.options['cursor-file'];
  const isAll = line.flags.has('all');
  const known = new Map<string, Order>();
  let since = file === undefined ? undefined : (await readIfThere(file))?.trim() || undefined;
  if (since === undefined && !isAll) {
    // What is there already is no change; it is kept to tell what becomes of it.
    for await (const page of client.changes({ signal })) {
      since = page.reset ? undefined : page.cursor;
      take(known, page);
    }
    if (file !== undefined && since !== undefined) await writeWhole(file, `${since}\n`);
  }
  for await (const page of client.follow({ since, signal })) {
    await print(
      (format === 'table' ? inWords(known, page) : asObjects(page)).map((text) => `${text}\n`).join(''),
    );
    take(known, page);
    // After the printing: an interruption in between shows a change twice rather than never.
    if (file !== undefined) await writeWhole(file, page.reset ? '' : `${page.cursor}\n`);
  }
  return EXIT_CODES.interrupted;
};

function take(known: Map<string, Order>, { reset, orders, removed }: Changes): void {
  if (reset) known.clear();
  for (const order of orders) known.set(order.recordId, order);
  for (const recordId of removed) known.delete(recordId);
}

function asObjects({ reset, orders, removed }: Changes): string[] {
  return [
    ...(reset ? [{ change: 'reset' }] : []),
    ...orders.map((order) => ({ change: 'order', order })),
    ...removed.map((recordId) => ({ change: 'removed', recordId })),
  ].map((change) => JSON.stringify(change));
}

function inWords(known: ReadonlyMap<string, Order>, { reset, orders, removed }: Changes): string[] {
  const label = (recordId: string) => {
    const order = known.get(recordId);
    return order === undefined ? recordId : orderLabel(order);
  };
  return [
    ...(reset ? ['The server has lost its history: all orders follow.'] : []),
    ...orders.map((order) => `${orderLabel(order)}  ${difference(known.get(order.recordId), order)}`),
    ...removed.map((recordId) => `${label(recordId)}  removed`),
  ].map(printable);
}

const TOLD_FIELDS = [
  'orderId',
  'customer',
  'status',
  'priority',
  'orderTotal',
] as const satisfies readonly (keyof OrderFields)[];

function difference(before: Order | undefined, after: Order): string {
  const fields = TOLD_FIELDS.filter((field) => before?.[field] !== after[field]);
  if (before === undefined) return fields.map((field) => `${field} ${shown(after[field])}`).join('  ');
  if (fields.length === 0) return `updated ${after.updatedAt ?? ''}`.trimEnd();
  return fields.map((field) => `${field} ${shown(before[field])} → ${shown(after[field])}`).join('  ');
}

function shown(value: string | number | null): string {
  return value === null ? '(blank)' : String(value);
}
