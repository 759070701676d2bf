/** Where an order of the list leads to; the app says so. */
export interface OrderLinks {
  hrefOf(label: string): string;
  open(label: string): void;
}
