const COMBINING_MARKS = /\p{M}/gu;

/** Text as the search sees it: lower case, without combining marks (NFD). */
export function foldText(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(COMBINING_MARKS, '');
}

/** What of an order is searched, folded; the line break keeps a term from matching across both fields. */
export function searchText(order: { orderId: string | null; customer: string | null }): string {
  return foldText(`${order.orderId ?? ''}\n${order.customer ?? ''}`);
}
