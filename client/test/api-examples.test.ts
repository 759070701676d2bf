import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { type Bff, startBff } from '@orders/bff/test/support/start-bff.ts';
import { type Order, OrdersClient } from '@orders/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

let bff: Bff;
let folder: string;
let order: Order;
let examples: { language: string; code: string }[];
beforeAll(async () => {
  bff = await startBff({ simulator: { orders: 1_100 } });
  folder = await mkdtemp(join(tmpdir(), 'orders-examples-'));
  // The command and the client are found there as in a clone.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const page = await readFile(join(ROOT, 'docs', 'api.md'), 'utf8');
  examples = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
  const { orders } = await new OrdersClient({ baseUrl: bff.url }).listOrders({
    status: 'Pending',
    priority: 'Medium',
  });
  order = orders[0] as Order;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await bff[Symbol.asyncDispose]();
});

/** The only example in this language that has the text in it. */
function example(language: string, text: string): string {
  const found = examples.filter((one) => one.language === language && one.code.includes(text));
  expect(found).toHaveLength(1);
  return found[0]?.code ?? '';
}

async function execute(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, ORDERS_URL: bff.url, ORDER_ID: order.recordId };
  const { stdout } = await run(program, args, { cwd: folder, env });
  return stdout;
}

const shell = (code: string) => execute('bash', ['-euo', 'pipefail', '-c', code]);
const current = () => new OrdersClient({ baseUrl: bff.url }).getOrder(order.recordId);

/** Whether the machine can run it; else the test is skipped, and its title says for want of what. */
function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const hasBash = has('bash', '--version');
const hasCurl = hasBash && has('curl', '--version');
const hasPython = has('python3', '--version');
const hasRequests = has('python3', '-c', 'import requests');

// npx and interpreters take their time on a busy machine.
describe('the examples of docs/api.md', { timeout: 120_000 }, () => {
  it.skipIf(!hasBash)('the command orders does what it says (needs bash)', async () => {
    const out = await shell(`${example('sh', 'export ORDERS_URL')}\n${example('sh', 'npx orders list')}`);
    expect(out).toMatch(/^recordId,orderId/);
    expect((await current()).priority).toBe('High');
    expect((await readFile(join(folder, 'orders.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1_101);
  });

  it('@orders/client edits and copies', async () => {
    await writeFile(join(folder, 'client-example.ts'), example('ts', 'OrdersClient'));
    const out = await execute(process.execPath, ['--no-warnings', join(folder, 'client-example.ts')]);
    expect(out).toBe('1100 orders\n');
    expect((await current()).priority).toBe('Low');
  });

  it.skipIf(!hasCurl)('curl asks conditionally (needs curl)', async () => {
    expect(await shell(example('sh', '--etag-save'))).toBe('304\n');
    expect(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')).totals.orders).toBe(1_100);
  });

  it.skipIf(!hasCurl)('curl writes under a condition (needs curl)', async () => {
    expect(JSON.parse(await shell(example('sh', 'If-Match')))).toMatchObject({ status: 'Shipped' });
    expect((await current()).status).toBe('Shipped');
  });

  it.skipIf(!hasPython)('Python keeps a copy (needs python3)', async () => {
    expect(await execute('python3', ['-c', example('python', 'urllib.request')])).toMatch(
      /^1100 orders, next time from /m,
    );
  });

  it.skipIf(!hasRequests)('Python writes under a condition (needs python3 with requests)', async () => {
    expect(await execute('python3', ['-c', example('python', 'import os, uuid, requests')])).toBe(
      'Delivered\n',
    );
    expect((await current()).status).toBe('Delivered');
  });

  it('Google Sheets writes the sheet only when something has changed', async () => {
    const sheet = await runInSheets(example('js', 'refreshOrders'), bff.url);
    expect(sheet.told).toEqual(['500 orders', 'unchanged']);
    expect(sheet.written).toHaveLength(1);
    expect(sheet.written[0]?.[0]).toEqual(expect.arrayContaining(['orderId', 'customer']));
    expect(sheet.written[0]).toHaveLength(501);
  });

  it('leaves none out but Power Query', () => {
    expect(examples.map(({ language }) => language).sort()).toEqual([
      '',
      'js',
      'python',
      'python',
      'sh',
      'sh',
      'sh',
      'sh',
      'ts',
    ]);
  });
});

/** What of Google's services the example uses; `UrlFetchApp` answers at once, so a thread fetches meanwhile. */
async function runInSheets(code: string, url: string) {
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { execFileSync } = require('node:child_process');
    const properties = new Map([['ORDERS_URL', workerData.url]]);
    const written = [];
    const fetchNow = (address, { headers }) => {
      const script = 'fetch(process.argv[1], { headers: JSON.parse(process.argv[2]) }).then(async (answer) =>' +
        ' console.log(JSON.stringify([answer.status, [...answer.headers], await answer.text()])))';
      const out = execFileSync(process.execPath, ['-e', script, address, JSON.stringify(headers)], { maxBuffer: 1e8 });
      const [status, fields, text] = JSON.parse(out);
      return {
        getResponseCode: () => status,
        getContentText: () => text,
        getHeaders: () => Object.fromEntries(fields),
      };
    };
    globalThis.UrlFetchApp = { fetch: fetchNow };
    globalThis.PropertiesService = { getScriptProperties: () => ({
      getProperty: (name) => properties.get(name) ?? null,
      setProperty: (name, value) => properties.set(name, value),
    }) };
    globalThis.SpreadsheetApp = { getActiveSpreadsheet: () => ({ getActiveSheet: () => ({
      clearContents() {},
      getRange: () => ({ setValues: (rows) => written.push(rows) }),
    }) }) };
    const refresh = new Function(workerData.code + '; return refreshOrders;')();
    parentPort.postMessage({ told: [refresh(), refresh()], written });`;
  // A fault in the syntax is told as such.
  new Script(code);
  const worker = new Worker(program, { eval: true, workerData: { url, code } });
  const { promise, resolve, reject } = Promise.withResolvers<{ told: string[]; written: unknown[][][] }>();
  worker.once('message', resolve);
  worker.once('error', reject);
  return promise;
}
