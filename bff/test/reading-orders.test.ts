import { type OrderFields, type OrdersPage, ordersPageSchema, problemSchema } from '@orders/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { mixedOrders } from './support/mixed-orders.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = mixedOrders();
const EVERYTHING = 'pageSize=500';

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({
    settings: { REPORTING_TIME_ZONE: 'Europe/Berlin' },
    simulator: { rows: ORDERS.map(rowOf) },
  });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

async function page(query: string): Promise<OrdersPage> {
  const answer = await bff.fetch(`/api/orders?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.as(ordersPageSchema);
}

async function idsOf(query: string): Promise<string[]> {
  return (await page(query)).orders.map(({ recordId }) => recordId);
}

const idsWhere = (fits: (order: OrderFields) => boolean) =>
  ORDERS.filter(fits)
    .map(({ recordId }) => recordId)
    .sort();

describe('a page of orders', () => {
  it('has exactly the members of the contract', async () => {
    const { json } = await bff.fetch('/api/orders?pageSize=1');
    expect(Object.keys(json as object)).toEqual(['orders', 'page', 'pageSize', 'total', 'pageCount']);
    const [order] = (json as { orders: object[] }).orders;
    const members = ['recordId', 'orderId', 'customer', 'status', 'orderTotal', 'createdAt', 'updatedAt'];
    expect(Object.keys(order ?? {}).sort()).toEqual([...members, 'priority', 'etag'].sort());
  });

  it('has the cells of Airtable, blank ones as null', async () => {
    const { orders } = await page(EVERYTHING);
    const shown = Object.fromEntries(orders.map(({ etag: _, ...order }) => [order.recordId, order]));
    expect(shown).toEqual(Object.fromEntries(ORDERS.map((order) => [order.recordId, order])));
  });

  it('is the first fifty, newest first, unless something else is asked for', async () => {
    const { orders, ...rest } = await page('');
    expect(rest).toEqual({ page: 1, pageSize: 50, total: 180, pageCount: 4 });
    expect(orders.map(({ recordId }) => recordId)).toEqual(
      (await idsOf(`${EVERYTHING}&sort=-createdAt`)).slice(0, 50),
    );
  });

  it('holds each order once over all pages', async () => {
    const pages = await Promise.all(
      Array.from({ length: 26 }, (_, index) => page(`pageSize=7&page=${index + 1}&sort=customer`)),
    );
    expect(pages.every(({ pageCount }) => pageCount === 26)).toBe(true);
    expect(pages.flatMap(({ orders }) => orders.map(({ recordId }) => recordId))).toEqual(
      await idsOf(`${EVERYTHING}&sort=customer`),
    );
  });

  it('is empty past the end', async () => {
    expect(await page('page=99')).toEqual({ orders: [], page: 99, pageSize: 50, total: 180, pageCount: 4 });
    expect((await page('page=999999999')).orders).toEqual([]);
  });

  it('takes five hundred orders at most', async () => {
    expect((await page('pageSize=500')).orders).toHaveLength(180);
    expect((await bff.fetch('/api/orders?pageSize=501')).status).toBe(400);
  });
});

describe('sorting', () => {
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const byRank = (known: string[]) => (left: string, right: string) => {
    const [one, other] = [left, right].map((value) => known.indexOf(value) + 1 || known.length + 1);
    return (one ?? 0) - (other ?? 0) || (one === known.length + 1 ? collator.compare(left, right) : 0);
  };
  const byCode = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  const rules: Record<string, (left: never, right: never) => number> = {
    createdAt: byCode,
    updatedAt: byCode,
    orderId: collator.compare,
    customer: collator.compare,
    status: byRank(['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled']),
    priority: byRank(['Low', 'Medium', 'High']),
    orderTotal: (left: number, right: number) => left - right,
  };

  /** Sorted on its own terms: blanks apart, ties left in the order of the record ids. */
  function expected(field: string, descending: boolean): string[] {
    const key = field as keyof OrderFields;
    const inIdOrder = [...ORDERS].sort((left, right) => byCode(left.recordId, right.recordId));
    const blank = inIdOrder.filter((order) => order[key] === null);
    const rest = inIdOrder.filter((order) => order[key] !== null);
    const sign = descending ? -1 : 1;
    rest.sort((left, right) => sign * (rules[field]?.(left[key] as never, right[key] as never) ?? 0));
    return [...rest, ...blank].map(({ recordId }) => recordId);
  }

  const asked = Object.keys(rules).flatMap((field) => [
    [field, false],
    [field, true],
  ]) as [string, boolean][];

  it.each(asked)('by %s (descending: %s) puts blanks last and settles ties by record id', async (...sort) => {
    const [field, descending] = sort;
    const ids = await idsOf(`${EVERYTHING}&sort=${descending ? '-' : ''}${field}`);
    expect(ids).toEqual(expected(field, descending));
  });

  it('puts an unknown status after the known ones and before the blanks', async () => {
    const { orders } = await page(`${EVERYTHING}&sort=status`);
    expect([...new Set(orders.map(({ status }) => status))]).toEqual([
      'Pending',
      'Processing',
      'Shipped',
      'Delivered',
      'Cancelled',
      'awaiting stock',
      'On hold',
      null,
    ]);
  });

  it('reads digits in a text as numbers', async () => {
    const { orders } = await page(`${EVERYTHING}&sort=customer&q=item`);
    expect([...new Set(orders.map(({ customer }) => customer))]).toEqual(['item 9', 'Item 10']);
  });
});

describe('filters', () => {
  it.each([
    ['status=Shipped', ({ status }: OrderFields) => status === 'Shipped'],
    ['status=Shipped,On%20hold', ({ status }: OrderFields) => status === 'Shipped' || status === 'On hold'],
    ['status=%20Shipped%20,,Shipped', ({ status }: OrderFields) => status === 'Shipped'],
    ['status=No%20such', () => false],
    ['priority=High,Urgent', ({ priority }: OrderFields) => ['High', 'Urgent'].includes(priority ?? '')],
    [
      'status=Pending&priority=Low',
      ({ status, priority }: OrderFields) => status === 'Pending' && priority === 'Low',
    ],
    ['minTotal=19.99', ({ orderTotal }: OrderFields) => orderTotal !== null && orderTotal >= 19.99],
    ['maxTotal=0', ({ orderTotal }: OrderFields) => orderTotal !== null && orderTotal <= 0],
    ['minTotal=-5.25&maxTotal=-5.25', ({ orderTotal }: OrderFields) => orderTotal === -5.25],
    ['minTotal=5&maxTotal=1', () => false],
  ] as const)('by %s finds exactly what fits', async (query, fits) => {
    const { orders, total } = await page(`${EVERYTHING}&${query}`);
    expect(orders.map(({ recordId }) => recordId).sort()).toEqual(idsWhere(fits));
    expect(total).toBe(orders.length);
  });

  it.each([
    ['ZURICH', ['Zürich AG', 'zurich ag']],
    ['zürich', ['Zürich AG', 'zurich ag']],
    ['zu\u0308rich', ['Zürich AG', 'zurich ag']],
    ['École', ['ÉCOLE Normale', 'école normale']],
    ['istanbul cay', ['İstanbul Çay']],
    ['😀', ['😀 Shop']],
    ['مكتبة', ['مكتبة الأمل']],
    ['<b>', ['O’Brien & Sons <b>']],
    ['ase', ['Åse Berg']],
    ['%', []],
  ])('by the text %s ignores case and combining marks', async (q, customers) => {
    const ids = await idsOf(`${EVERYTHING}&q=${encodeURIComponent(q)}`);
    expect(ids.sort()).toEqual(
      idsWhere(({ customer }) => (customers as (string | null)[]).includes(customer)),
    );
    expect(ids.length > 0).toBe(customers.length > 0);
  });

  it('by text look into the Order ID too, and never across both', async () => {
    expect((await idsOf(`${EVERYTHING}&q=o-1`)).sort()).toEqual(idsWhere(({ orderId }) => orderId === 'Ö-1'));
    expect(await idsOf(`${EVERYTHING}&q=10zebra`)).toEqual([]);
  });

  it.each([
    ['2026-10-25', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-10-25', '', '2026-10-24T22:00:00.000Z', '9999'],
    ['', '2026-10-24', '0000', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25', '9999', '0000'],
  ])('from %s to %s take whole days of the reporting zone', async (from, to, firstInstant, end) => {
    const ids = await idsOf(`${EVERYTHING}&createdFrom=${from}&createdTo=${to}`);
    expect(ids.sort()).toEqual(
      idsWhere(({ createdAt }) => createdAt !== null && createdAt >= firstInstant && createdAt < end),
    );
  });
});

describe('the Link field', () => {
  async function linksOf(path: string): Promise<Record<string, string>> {
    const link = (await bff.fetch(path)).header('link');
    return Object.fromEntries(
      Array.from(link.matchAll(/<([^>]+)>; rel="(\w+)"/g), ([, target = '', relation = '']) => [
        relation,
        target,
      ]),
    );
  }
  const pageIn = (target: string | undefined) => new URL(target ?? '', bff.url).searchParams.get('page');

  it('leads through all pages with the same question', async () => {
    const query = 'status=Pending,Shipped&q=z%C3%BCrich&minTotal=0&sort=-orderTotal';
    const whole = await idsOf(`${EVERYTHING}&${query}`);
    const seen: string[] = [];
    let next: string | undefined = `/api/orders?pageSize=2&${query}`;
    while (next !== undefined) {
      seen.push(...(await idsOf(next.split('?')[1] ?? '')));
      next = (await linksOf(next))['next'];
    }
    expect(whole.length).toBeGreaterThan(2);
    expect(seen).toEqual(whole);
  });

  it('has no previous page on the first and no next one on the last', async () => {
    const first = await linksOf('/api/orders');
    expect(Object.keys(first).sort()).toEqual(['first', 'last', 'next']);
    expect([first['first'], first['next'], first['last']].map(pageIn)).toEqual(['1', '2', '4']);
    const last = await linksOf('/api/orders?page=4');
    expect(Object.keys(last).sort()).toEqual(['first', 'last', 'prev']);
    expect(pageIn(last['prev'])).toBe('3');
  });

  it('leads back from past the end to the last page', async () => {
    const links = await linksOf('/api/orders?page=77');
    expect(links['next']).toBeUndefined();
    expect([links['prev'], links['last']].map(pageIn)).toEqual(['4', '4']);
  });

  it('has one page where nothing was found', async () => {
    const links = await linksOf('/api/orders?status=none');
    expect([links['first'], links['last']].map(pageIn)).toEqual(['1', '1']);
    expect((await page('status=none')).pageCount).toBe(0);
  });
});

describe('a question that cannot be understood', () => {
  async function faultsOf(query: string): Promise<string[]> {
    const answer = await bff.fetch(`/api/orders?${query}`);
    expect(answer.status, query).toBe(400);
    expect(answer.header('content-type')).toBe('application/problem+json');
    return (answer.as(problemSchema).errors ?? []).map(({ field }) => field).sort();
  }

  it('is answered with all that is wrong at once', async () => {
    const query =
      'page=0&pageSize=501&sort=total&createdFrom=2026-02-30&createdTo=x&minTotal=a&maxTotal=1e3&colour=red';
    expect(await faultsOf(query)).toEqual(
      ['page', 'pageSize', 'sort', 'createdFrom', 'createdTo', 'minTotal', 'maxTotal', 'colour'].sort(),
    );
  });

  it('names a doubled parameter along with everything else', async () => {
    expect(await faultsOf('page=1&page=2')).toEqual(['page']);
    expect(await faultsOf('q=a&q=a')).toEqual(['q']);
    expect(await faultsOf('page=&page=2')).toEqual(['page']);
    expect(await faultsOf('page=1&page=2&page=3&pageSize=0&colour=red')).toEqual([
      'colour',
      'page',
      'pageSize',
    ]);
  });

  it.each([
    'page=-1',
    'page=1.0',
    'page=abc',
    'page=%2B1',
    'pageSize=0',
    'pageSize=1e2',
    'sort=createdat',
    'sort=--createdAt',
    'sort=recordId',
    'createdFrom=2026-1-1',
    'createdFrom=2026-10-25T00:00:00Z',
    'minTotal=Infinity',
    'minTotal=NaN',
    'maxTotal=0x10',
    'maxTotal=12,50',
    '__proto__=1',
  ])('as %s names the parameter', async (query) => {
    expect(await faultsOf(query)).toEqual([query.split('=')[0]]);
  });

  it('is not one that has parameters without a value', async () => {
    const empty = 'page=&pageSize=&sort=&status=&priority=&q=&createdFrom=&createdTo=&minTotal=&maxTotal=';
    const [plain, asked] = await Promise.all([bff.fetch('/api/orders'), bff.fetch(`/api/orders?${empty}`)]);
    expect(asked.json).toEqual(plain.json);
    expect(asked.header('etag')).toBe(plain.header('etag'));
  });
});
