import type { Order } from '@orders/contract';
import type { OrdersClient } from '../src/orders-client.ts';
import type { CommandLine } from './command-line.ts';
import { type Format, formatOrders } from './order-output.ts';

/** What a command works with. */
export interface Surroundings {
  readonly client: OrdersClient;
  readonly line: CommandLine;
  readonly signal: AbortSignal;
  /** Columns of the terminal that standard output is; `null` = it is none. */
  readonly width: number | null;
  /** Resolves when it can take more. */
  print(text: string): Promise<void>;
  /** A line on standard error. */
  complain(text: string): void;
}

/** Does one thing and answers with the exit code. @throws UsageError, ClientFailure */
export type Command = (surroundings: Surroundings) => Promise<number>;

/** The format that was asked for; else a table for people and JSON for programs. */
export function formatFor({ line, width }: Pick<Surroundings, 'line' | 'width'>): Format {
  return line.format ?? (width === null ? 'json' : 'table');
}

export async function printOrders(surroundings: Surroundings, orders: readonly Order[]): Promise<void> {
  const format = formatFor(surroundings);
  const isRaw = surroundings.line.flags.has('raw');
  await surroundings.print(formatOrders(orders, { format, isRaw, width: surroundings.width }));
  if (orders.length === 0 && format === 'table') surroundings.complain('No orders.');
}
