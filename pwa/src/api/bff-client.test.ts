import { createReportingCalendar, HEADERS, summarize } from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { describe, expect, test } from 'vitest';
import { html, noConnection, problem } from '../../test/support/scripted-bff.ts';
import { BadAnswer, Offline, Refused, SignedOut } from './api-failures.ts';
import { BffClient, type Exchange } from './bff-client.ts';

const NOW = Date.UTC(2026, 10, 20);
const live = new AbortController().signal;
const order = makeOrder(1);
const edit = { recordId: order.recordId, patch: { status: 'Shipped' }, etag: '"e1"', key: 'a-key' };

function clientFor(answer: (request: Request) => Promise<Response> | Response) {
  const requests: Request[] = [];
  const exchanges: Exchange[] = [];
  const client = new BffClient({
    user: null,
    baseUrl: 'http://orders.test/',
    now: () => NOW,
    onExchange: (exchange) => exchanges.push(exchange),
    async fetch(request) {
      requests.push(request.clone());
      return answer(request);
    },
  });
  return { client, requests, exchanges };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(() => null).catch((failure: unknown) => failure);

describe('requests', () => {
  test('an edit goes to the record, under its validator and its key in quotes', async () => {
    const { client, requests } = clientFor(() => Response.json(order));
    await client.patchOrder(edit, live);
    const [request] = requests;
    expect(request?.method).toBe('PATCH');
    expect(request?.url).toBe(`http://orders.test/api/orders/${recordIdOf(1)}`);
    expect(request?.headers.get('if-match')).toBe('"e1"');
    expect(request?.headers.get(HEADERS.idempotencyKey)).toBe('"a-key"');
    expect(await request?.json()).toEqual({ status: 'Shipped' });
    expect([request?.cache, request?.redirect]).toEqual(['no-store', 'manual']);
  });

  test('a failed request is not repeated', async () => {
    const { client, requests } = clientFor(() => problem(503, {}, { 'retry-after': '1' }));
    await failureOf(client.getSummary(null));
    await failureOf(client.patchOrder(edit, live));
    expect(requests).toHaveLength(2);
  });

  test('changes are asked for from the cursor on, no older than a version', async () => {
    const { client, requests } = clientFor(() =>
      Response.json({ cursor: 'c2', reset: false, more: false, orders: [order], removed: [] }),
    );
    await client.getChanges({ since: 'c 1', minVersion: 'e.7' }, live);
    await client.getChanges({ since: null, minVersion: null }, live);
    expect(requests[0]?.url).toBe('http://orders.test/api/orders/changes?since=c+1');
    expect(requests[0]?.headers.get(HEADERS.minVersion)).toBe('e.7');
    expect(requests[1]?.url).toBe('http://orders.test/api/orders/changes');
    expect(requests[1]?.headers.has(HEADERS.minVersion)).toBe(false);
  });

  test('what has not changed is not sent again', async () => {
    const { client, requests } = clientFor(() => new Response(null, { status: 304 }));
    expect(await client.getSummary('"s1"')).toBeNull();
    expect(requests[0]?.headers.get('if-none-match')).toBe('"s1"');
  });
});

describe('answers', () => {
  test('come with their validator, version and age', async () => {
    const summary = summarize([order], createReportingCalendar('UTC'), NOW);
    const headers = {
      etag: '"s1"',
      [HEADERS.version]: 'e.3',
      [HEADERS.asOf]: '2026-11-20T00:00:00.000Z',
      date: new Date(NOW).toUTCString(),
    };
    const { client, exchanges } = clientFor(() => Response.json(summary, { headers }));
    expect(await client.getSummary(null)).toEqual({ body: summary, etag: '"s1"', version: 'e.3', asOf: NOW });
    expect(exchanges).toEqual([{ failure: null, needsSession: true, serverTime: NOW }]);
  });

  test('a refusal says why, when to come back and how the order is now', async () => {
    const current = makeOrder(1, { status: 'Cancelled' });
    const { client } = clientFor(() =>
      problem(412, { current, currentEtag: current.etag }, { 'retry-after': '3' }),
    );
    const failure = await failureOf(client.patchOrder(edit, live));
    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toMatchObject({
      status: 412,
      retryAfterMs: 3_000,
      current,
      problem: { detail: 'Refused with 412.' },
    });
  });

  test('health is read whatever its status', async () => {
    const { client } = clientFor(() => Response.json({ status: 'down' }, { status: 503 }));
    expect(await client.getHealth()).toEqual({ status: 'down' });
  });
});

describe('what is no answer of ours', () => {
  test.each<[string, () => Response]>([
    ['a page', () => html()],
    ['a page that asks for a login', () => html(401)],
    ['a proxy’s error page', () => html(502)],
    ['JSON that does not call itself so', () => new Response(JSON.stringify(order))],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'http://portal.test/' } })],
    ['damaged JSON', () => new Response('{"recordId":', { headers: { 'content-type': 'application/json' } })],
    ['nothing', () => new Response(null, { status: 204 })],
    ['somebody else’s refusal', () => Response.json({ error: 'denied' }, { status: 403 })],
  ])('F-32: %s', async (_, answer) => {
    const { client } = clientFor(answer);
    const failure = await failureOf(client.patchOrder(edit, live));
    expect(failure).toBeInstanceOf(BadAnswer);
    expect(failure).toMatchObject({ isFromServer: false });
  });

  test('F-02: a 2xx that names no order is no acknowledgement', async () => {
    const { client } = clientFor(() => Response.json({ ok: true }));
    expect(await failureOf(client.patchOrder(edit, live))).toMatchObject({
      kind: 'bad-answer',
      isFromServer: true,
    });
  });

  test('no connection and an answer that breaks off are the same', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.error(new Error('reset')),
    });
    for (const answer of [
      noConnection,
      () => new Response(body, { headers: { 'content-type': 'application/json' } }),
    ]) {
      expect(await failureOf(clientFor(answer).client.getSummary(null))).toBeInstanceOf(Offline);
    }
  });

  test('a 401 of the server asks who this is', async () => {
    const { client, exchanges } = clientFor(() => problem(401));
    expect(await failureOf(client.patchOrder(edit, live))).toBeInstanceOf(SignedOut);
    expect(exchanges[0]?.failure).toBeInstanceOf(SignedOut);
  });

  test('a request that the caller breaks off says nothing of the connection', async () => {
    const stop = new AbortController();
    const { client, exchanges } = clientFor(({ signal }) => {
      stop.abort();
      return signal.aborted ? Promise.reject(signal.reason) : html();
    });
    const failure = failureOf(client.patchOrder(edit, stop.signal));
    expect(await failure).toBeInstanceOf(Offline);
    expect(exchanges).toEqual([]);
  });
});
