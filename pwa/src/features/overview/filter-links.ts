import type { OrderFilter } from '@orders/contract';

/** How a figure leads to the orders behind it. */
export interface FilterLinks {
  hrefOf(filter: Partial<OrderFilter>): string;
  show(filter: Partial<OrderFilter>): void;
}
