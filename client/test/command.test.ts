import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENCE } from '@orders/bff/test/support/patience.ts';
import { type Bff, startBff } from '@orders/bff/test/support/start-bff.ts';
import { type Order, OrdersClient } from '@orders/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatOrders } from '../cli/order-output.ts';
import { runOrders } from '../cli/run-orders.ts';

let bff: Bff;
let folder: string;
beforeAll(async () => {
  bff = await startBff({ simulator: { orders: 120 } });
  folder = await mkdtemp(join(tmpdir(), 'orders-command-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await bff[Symbol.asyncDispose]();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly width?: number;
  readonly signal?: AbortSignal;
  onPrint?(text: string): void;
}

async function orders(args: readonly string[], setting: Setting = {}): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runOrders(args, {
    env: { ORDERS_URL: bff.url, ...setting.env },
    signal: setting.signal ?? new AbortController().signal,
    width: setting.width ?? null,
    async print(text) {
      out.push(text);
      setting.onPrint?.(text);
    },
    complain: (text) => void err.push(`${text}\n`),
  });
  return { code, out: out.join(''), err: err.join('') };
}

const parsed = ({ out }: Ran) => JSON.parse(out) as Order[];
const another = ({ status }: Order) => (status === 'Shipped' ? 'Delivered' : 'Shipped');

let some: Order[];
beforeEach(async () => {
  const all = parsed(await orders(['list', '--sort=orderId', '--all']));
  const isOnly = ({ orderId }: Order) => all.filter((other) => other.orderId === orderId).length === 1;
  some = all.filter(isOnly).slice(0, 5);
});

describe('orders list', () => {
  it('gives JSON to programs and a table to people', async () => {
    expect(some).toHaveLength(5);
    const { out, err } = await orders(['list', '--page-size', '2'], { width: 100 });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^Order +Customer +Status +Priority +Total +Created +Updated$/);
    expect(rows).toHaveLength(2);
    expect(err).toBe('Page 1 of 60, 120 orders; --all shows all.\n');
  });

  it('filters as the API does, and takes every page when asked', async () => {
    const { total } = await new OrdersClient({ baseUrl: bff.url }).listOrders({ status: 'Pending' });
    const all = parsed(await orders(['list', '--status', 'Pending', '--all']));
    expect(all).toHaveLength(total);
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['Pending']));
  });

  it('writes CSV that a spreadsheet does not run', async () => {
    const order = { ...(some[0] as Order), customer: '=1+1, "x"', orderTotal: -5 };
    const [head, row] = formatOrders([order], { format: 'csv', isRaw: false, width: null }).split('\r\n');
    expect(head).toBe('recordId,orderId,customer,status,orderTotal,createdAt,updatedAt,priority,etag');
    expect(row).toContain(`"'=1+1, ""x"""`);
    expect(row).toContain(',-5,');
    expect(formatOrders([order], { format: 'csv', isRaw: true, width: null })).toContain('"=1+1, ""x"""');
  });

  it('lets no text of others move the terminal, and cuts it to the width', async () => {
    const order = { ...(some[0] as Order), customer: `\u001b[2Jgone\n${'猫'.repeat(80)}` };
    const table = formatOrders([order], { format: 'table', isRaw: false, width: 100 });
    expect(table).not.toContain('\u001b');
    expect(table.trimEnd().split('\n')).toHaveLength(2);
    expect(table).toContain('猫…');
  });
});

describe('orders get', () => {
  it('finds orders by either id', async () => {
    const [one, two] = some as [Order, Order];
    expect(parsed(await orders(['get', one.orderId ?? '', two.recordId]))).toEqual([one, two]);
  });

  it('gives those that there are, names the others, and ends with 3', async () => {
    const { code, out, err } = await orders(['get', 'ORD-none', some[0]?.recordId ?? '']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual([some[0]]);
    expect(err).toMatch(/^orders: ORD-none: /);
  });
});

describe('orders set', () => {
  it('changes one order and prints it', async () => {
    const [order] = some as [Order];
    const { code, out } = await orders([
      'set',
      order.recordId,
      '--status',
      another(order),
      '--clear',
      'priority',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)[0]).toMatchObject({ status: another(order), priority: null });
  });

  it('ends with 4 when the order has changed since', async () => {
    const order = some[1] as Order;
    await orders(['set', order.recordId, '--status', another(order)]);
    const { code } = await orders(['set', order.recordId, '--priority=Low', '--if-match', order.etag]);
    expect(code).toBe(4);
  });

  it('writes once under one key', async () => {
    const order = some[2] as Order;
    bff.takeCalls();
    const args = ['set', order.recordId, '--status', another(order), '--key', `key-${order.recordId}`];
    const [first, second] = [await orders(args), await orders(args)];
    expect(second.out).toBe(first.out);
    expect(bff.takeCalls()['updateRecords']).toBe(1);
  });

  it('sets several at once and tells which ones were not', async () => {
    const order = some[3] as Order;
    const { code, out, err } = await orders(['set', order.recordId, 'ORD-none', '--status', another(order)]);
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err).toMatch(/^orders: ORD-none: /);
    expect(code).toBe(3);
  });

  it('names what is allowed where the value is not', async () => {
    const { code, err } = await orders(['set', some[4]?.recordId ?? '', '--status', 'Lost']);
    expect(code).toBe(1);
    expect(err).toContain('Delivered');
  });
});

describe('orders export', () => {
  it('writes every order to a file in the format of its ending', async () => {
    const file = join(folder, 'orders.csv');
    const { code, err } = await orders(['export', '--output', file]);
    expect({ code, err }).toEqual({ code: 0, err: `120 orders written to ${file}.\n` });
    expect((await readFile(file, 'utf8')).trimEnd().split('\r\n')).toHaveLength(121);
    expect(parsed(await orders(['export']))).toHaveLength(120);
  });

  it('leaves the old file where the new one cannot be had', async () => {
    const file = join(folder, 'kept.json');
    await writeFile(file, 'old');
    const { code } = await orders(['export', '--output', file, '--url', 'http://127.0.0.1:9', '--wait', '0']);
    expect(code).toBe(6);
    expect(await readFile(file, 'utf8')).toBe('old');
  });
});

describe('orders watch', () => {
  const metrics = async () => (await bff.fetch('/metrics')).text;

  /** Watches until so many lines have come. */
  async function watching(
    args: readonly string[],
    { lines, act, width }: { lines: number; act(): Promise<unknown>; width?: number },
  ) {
    const stop = new AbortController();
    let seen = '';
    // Whoever watched before must not be taken for the one who begins now.
    await expect.poll(metrics, PATIENCE).toMatch(/bff_sse_clients\S* 0$/m);
    const ran = orders(['watch', '--verbose', ...args], {
      signal: stop.signal,
      ...(width === undefined ? {} : { width }),
      onPrint(text) {
        seen += text;
        if (seen.split('\n').length > lines) stop.abort();
      },
    });
    // The first look at the table is over when the server has a listener.
    await expect.poll(metrics, PATIENCE).toMatch(/bff_sse_clients\S* [1-9]/);
    await act();
    return ran;
  }

  it('prints each change, and begins where it was the last time', async () => {
    const [one, two, three] = some as [Order, Order, Order];
    const file = join(folder, 'cursor');
    const set = (order: Order) => orders(['set', order.recordId, '--status', another(order)]);
    const first = await watching(['--cursor-file', file], { lines: 1, act: () => set(one) });
    expect(first.code).toBe(130);
    expect(JSON.parse(first.out)).toMatchObject({ change: 'order', order: { recordId: one.recordId } });
    // The interruption came before the place was written down: that change is told again rather than lost.
    await set(two);
    const second = await watching(['--cursor-file', file], { lines: 2, act: () => set(three) });
    expect(second.out).toContain(two.recordId);
  });

  it('tells people what became what', async () => {
    const order = some[4] as Order;
    const act = () => orders(['set', order.recordId, '--status', another(order)]);
    const { out } = await watching([], { lines: 1, act, width: 80 });
    expect(out).toBe(`${order.orderId}  status ${order.status} → ${another(order)}\n`);
  });
});

describe('a bad command line', () => {
  it.each([
    [['lst'], 'There is no command "lst"'],
    [['list', '--sort', 'price', '--page', '0'], '--page: '],
    [['list', '--page-size', '501'], '--page-size: '],
    [['list', '--if-match', 'x'], 'takes no --if-match'],
    [['list', 'ORD-1'], 'takes no "ORD-1"'],
    [['get'], 'needs the id'],
    [['set', 'ORD-1'], '--status, --priority or --clear'],
    [['set', 'ORD-1', '--status', ''], '--clear status'],
    [['set', 'ORD-1', '--clear', 'customer'], 'not customer'],
    [['set', 'ORD-1', 'ORD-2', '--priority', 'Low', '--key', 'k'], 'name one'],
    [['watch', '--format', 'csv'], 'table, json or ndjson'],
    [['list', '--format', 'xml'], '--format is one of'],
    [['list', '--url', 'orders.example.com'], 'is no address'],
    [['list', '--wait', 'long'], '--wait'],
    [['list', '--colour'], '--colour'],
  ])('%j is refused and explained', async (args, words) => {
    const { code, out, err } = await orders(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
    expect(err).toContain('orders --help');
  });

  it('helps, of everything and of one command', async () => {
    for (const args of [[], ['--help'], ['help'], ['set', '--help'], ['help', 'set']]) {
      const { code, out } = await orders(args, { env: { ORDERS_URL: 'http://127.0.0.1:9' } });
      expect(code).toBe(0);
      expect(out).toMatch(args.includes('set') ? /--clear status/ : /Exit codes/);
    }
  });

  it('warns before a token goes out unencrypted', async () => {
    const { err } = await orders(['list', '--url', 'http://orders.invalid', '--token', 't', '--wait', '0']);
    expect(err).toContain('the token goes to orders.invalid unencrypted');
  });
});
