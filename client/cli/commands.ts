import { extname } from 'node:path';
import {
  type BulkUpdate,
  EDITABLE_FIELDS,
  isRecordId,
  type Order,
  type OrderPatch,
  orderComparator,
} from '@orders/contract';
import { OrdersProblem } from '../src/client-failures.ts';
import { type Command, printOrders, type Surroundings } from './command.ts';
import type { CommandLine, CommandName } from './command-line.ts';
import { EXIT_CODES, exitCodeOf, exitCodeOfStatus, explain, UsageError } from './exit-codes.ts';
import { readListQuery } from './list-query.ts';
import { FORMATS, formatOrders } from './order-output.ts';
import { watch } from './watch.ts';
import { writeWhole } from './whole-file.ts';

export const COMMANDS: Readonly<Record<CommandName, Command>> = { list, get, set, watch, export: exportAll };

async function list(surroundings: Surroundings): Promise<number> {
  const { client, line, signal } = surroundings;
  const query = readListQuery(line);
  if (line.flags.has('all')) {
    if (query.page !== undefined || query.pageSize !== undefined) {
      throw new UsageError('--all takes every page: leave out --page and --page-size.');
    }
    await printOrders(surroundings, await Array.fromAsync(client.eachOrder(query, { signal })));
    return EXIT_CODES.ok;
  }
  const found = await client.listOrders(query, { signal });
  await printOrders(surroundings, found.orders);
  const isShort = found.orders.length < found.total;
  if (surroundings.width !== null && isShort) {
    surroundings.complain(
      `Page ${found.page} of ${found.pageCount}, ${found.total} orders; --all shows all.`,
    );
  }
  return EXIT_CODES.ok;
}

async function get(surroundings: Surroundings): Promise<number> {
  const { client, line, signal } = surroundings;
  const orders: Order[] = [];
  const codes: number[] = [];
  for (const id of line.ids) {
    try {
      orders.push(await client.getOrder(id, { signal }));
    } catch (failure) {
      codes.push(tellOf(id, failure, surroundings));
    }
  }
  if (orders.length > 0) await printOrders(surroundings, orders);
  return codes[0] ?? EXIT_CODES.ok;
}

async function set(surroundings: Surroundings): Promise<number> {
  const { client, line, signal } = surroundings;
  const { 'if-match': ifMatch, key: idempotencyKey } = line.options;
  const patch = readPatch(line);
  const [id = '', ...others] = line.ids;
  if (others.length === 0) {
    try {
      const order = await client.updateOrder(id, patch, { ifMatch, idempotencyKey, signal });
      await printOrders(surroundings, [order]);
      return EXIT_CODES.ok;
    } catch (failure) {
      return tellOf(id, failure, surroundings);
    }
  }
  if (ifMatch !== undefined || idempotencyKey !== undefined) {
    throw new UsageError('--if-match and --key are about one order: name one.');
  }
  const updates: BulkUpdate[] = line.ids.map((one) => ({ ...targetOf(one), ...patch }));
  const results = await client.updateOrders(updates, { signal });
  await printOrders(
    surroundings,
    results.flatMap(({ order }) => order ?? []),
  );
  const failed = results.flatMap((result, at) => (result.problem === undefined ? [] : [{ ...result, at }]));
  for (const { at, problem } of failed) {
    surroundings.complain(`orders: ${line.ids[at]}: ${problem?.detail ?? 'not written'}`);
  }
  return failed[0] === undefined ? EXIT_CODES.ok : exitCodeOfStatus(failed[0].status);
}

/** A refusal that is about this order is told with its id. @throws every other failure */
function tellOf(id: string, failure: unknown, { complain }: Surroundings): number {
  if (!(failure instanceof OrdersProblem) || failure.status >= 500 || failure.status === 429) throw failure;
  complain(`orders: ${id}: ${explain(failure)}`);
  return exitCodeOf(failure);
}

/** All pages of the feed end with exactly the table, which pages of a list that moves meanwhile do not. */
async function exportAll(surroundings: Surroundings): Promise<number> {
  const { client, line, signal } = surroundings;
  const copy = new Map<string, Order>();
  for await (const { reset, orders, removed } of client.changes({ signal })) {
    if (reset) copy.clear();
    for (const order of orders) copy.set(order.recordId, order);
    for (const recordId of removed) copy.delete(recordId);
  }
  const orders = [...copy.values()].sort(orderComparator({ field: 'orderId', descending: false }));
  const { output } = line.options;
  if (output === undefined) {
    await printOrders(surroundings, orders);
    return EXIT_CODES.ok;
  }
  const format =
    line.format ?? FORMATS.find((name) => `.${name}` === extname(output).toLowerCase()) ?? 'json';
  await writeWhole(output, formatOrders(orders, { format, isRaw: line.flags.has('raw'), width: null }));
  surroundings.complain(`${orders.length} orders written to ${output}.`);
  return EXIT_CODES.ok;
}

function readPatch({ options }: CommandLine): OrderPatch {
  const cleared = options['clear']?.split(',').map((name) => name.trim()) ?? [];
  const unknown = cleared.filter((name) => !(EDITABLE_FIELDS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--clear takes ${EDITABLE_FIELDS.join(', ')}, not ${unknown.join(', ')}.`);
  const patch: OrderPatch = {};
  for (const field of EDITABLE_FIELDS) {
    const value = options[field];
    if (value !== undefined && cleared.includes(field)) {
      throw new UsageError(`--${field} and --clear ${field} contradict one another.`);
    }
    if (value === '') throw new UsageError(`--${field} is empty; --clear ${field} empties the cell.`);
    if (cleared.includes(field)) patch[field] = null;
    else if (value !== undefined) patch[field] = value;
  }
  if (Object.keys(patch).length === 0)
    throw new UsageError('Say what to set: --status, --priority or --clear.');
  return patch;
}

function targetOf(id: string): { recordId: string } | { orderId: string } {
  return isRecordId(id) ? { recordId: id } : { orderId: id };
}
