import { ask, type Question } from './closed-loop.ts';
import type { RecordedAnswer } from './recorded-answers.ts';

/** One kind of question, as people's apps and scripts ask it. */
export interface Case {
  readonly name: string;
  readonly questions: readonly Question[];
}

const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'];
const SORTS = ['-createdAt', 'customer', '-orderTotal', 'status'];
const PAGES = 10;
const SINGLE_ORDERS = 50;
/** Belong to one connection or one request; a control's own Node sets the first four. */
const NOT_REPEATED = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'set-cookie']);

/** Every case, with the answers that controls are to give. @throws Error where an answer is no 200 */
export async function recordCases(url: string): Promise<{ cases: Case[]; answers: RecordedAnswer[] }> {
  const list = '/api/orders?pageSize=50';
  const filters = STATUSES.flatMap((status) =>
    SORTS.flatMap((sort) =>
      Array.from({ length: PAGES }, (_, page) => `${list}&status=${status}&sort=${sort}&page=${page + 1}`),
    ),
  );
  const someOrders = JSON.parse((await text(url, `${list}&sort=orderId`)).toString()) as {
    orders: { recordId: string }[];
  };
  const single = someOrders.orders.slice(0, SINGLE_ORDERS).map(({ recordId }) => `/api/orders/${recordId}`);
  const changes = `/api/orders/changes?since=${encodeURIComponent(await newestCursor(url))}`;
  const answers = new Map<string, RecordedAnswer>();
  for (const path of ['/api/orders/summary', list, ...filters, ...single, changes]) {
    answers.set(path, await record(url, path));
  }
  const plain = (name: string, paths: readonly string[]): Case => ({
    name,
    questions: paths.map((path) => ({ path, headers: {}, status: 200 })),
  });
  const unchanged = (name: string, path: string): Case => ({
    name,
    questions: [{ path, headers: { 'if-none-match': answers.get(path)?.etag ?? '' }, status: 304 }],
  });
  const cases = [
    plain('summary, 200', ['/api/orders/summary']),
    unchanged('summary, 304', '/api/orders/summary'),
    plain('list of 50, 200', [list]),
    unchanged('list of 50, 304', list),
    plain(`${filters.length} filtered lists in turn`, filters),
    plain('one order', single),
    plain('changes feed, nothing new', [changes]),
  ];
  return { cases, answers: [...answers.values()] };
}

async function record(url: string, path: string): Promise<RecordedAnswer> {
  const { status, rawHeaders, body } = await ask(url, { path, headers: {} }, { person: 0 });
  if (status !== 200) throw new Error(`${path} was answered ${status}.`);
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!NOT_REPEATED.has(name)) headers[name] = rawHeaders[at + 1] ?? '';
  }
  headers['content-length'] = String(body.length);
  return { path, headers, etag: headers['etag'] ?? '', bodyBase64: body.toString('base64') };
}

async function text(url: string, path: string): Promise<Buffer> {
  const { body } = await ask(url, { path, headers: { 'accept-encoding': 'identity' } }, { person: 0 });
  return body;
}

async function newestCursor(url: string): Promise<string> {
  for (let since = ''; ; ) {
    const path = `/api/orders/changes${since === '' ? '' : `?since=${encodeURIComponent(since)}`}`;
    const page = JSON.parse((await text(url, path)).toString()) as { cursor: string; more: boolean };
    if (!page.more) return page.cursor;
    since = page.cursor;
  }
}
