import { formatSort, type OrderQuery, PATHS } from '@orders/contract';

/** Link (RFC 8288) to the first, previous, next and last page of a question, in the one spelling it has here. */
export function pageLinks(query: OrderQuery, pageCount: number): string {
  const lastPage = Math.max(1, pageCount);
  const links = [link(query, 1, 'first')];
  if (query.page > 1) links.push(link(query, Math.min(query.page - 1, lastPage), 'prev'));
  if (query.page < lastPage) links.push(link(query, query.page + 1, 'next'));
  links.push(link(query, lastPage, 'last'));
  return links.join(', ');
}

function link(query: OrderQuery, page: number, relation: string): string {
  const parameters = new URLSearchParams({
    page: String(page),
    pageSize: String(query.pageSize),
    sort: formatSort(query.sort),
  });
  if (query.statuses.length > 0) parameters.set('status', query.statuses.join(','));
  if (query.priorities.length > 0) parameters.set('priority', query.priorities.join(','));
  if (query.search !== '') parameters.set('q', query.search);
  for (const name of ['createdFrom', 'createdTo', 'minTotal', 'maxTotal'] as const) {
    const value = query[name];
    if (value !== null) parameters.set(name, String(value));
  }
  return `<${PATHS.orders}?${parameters}>; rel="${relation}"`;
}
