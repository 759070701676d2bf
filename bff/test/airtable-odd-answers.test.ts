import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { rowOf, startAirtableSource } from './support/airtable-source.ts';
import { answerJson, type Script, startScriptedAirtable } from './support/scripted-airtable.ts';

const options = { callClass: 'sync', onProgress() {} } as const;
const record = (number: number) => ({
  id: recordIdOf(number),
  createdTime: '2026-11-01T10:00:00.000Z',
  fields: {},
});

/** What a machine that is busy with other things answers within. */
const PATIENT_MS = 10_000;

/** A source before a server that answers as scripted. */
async function startScripted(script: Script, timeoutMs = PATIENT_MS) {
  const server = await startScriptedAirtable(script);
  const test = await startAirtableSource({ simulator: { rows: [rowOf(makeOrderFields(1))] } });
  return {
    server,
    test,
    source: test.another({ apiUrl: server.url, timeoutMs }),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('an odd answer', () => {
  it.each([[[]], [null], ['text'], [7], [{}], [{ records: {} }], [{ records: null }]])(
    'of %j is a stated failure',
    async (body) => {
      await using scripted = await startScripted((_request, response) => answerJson(response, 200, body));
      await expect(scripted.source.readAll(options)).rejects.toMatchObject({ kind: 'source-nonsense' });
    },
  );

  it('that never ends its body ends in time', async () => {
    await using scripted = await startScripted((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"records":[');
    }, 250);
    await expect(scripted.source.readAll(options)).rejects.toMatchObject({ kind: 'source-timeout' });
  });

  it('that leads elsewhere is not followed', async () => {
    await using elsewhere = await startScriptedAirtable((_request, response) =>
      answerJson(response, 200, { records: [] }),
    );
    await using scripted = await startScripted((_request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/v0/anything` });
      response.end();
    });
    await expect(scripted.source.readAll(options)).rejects.toMatchObject({ kind: 'source-unreachable' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('whose list leads back to a place where it was is given up at once', async () => {
    await using scripted = await startScripted((_request, response, count) =>
      answerJson(response, 200, { records: [record(count)], offset: 'itr/again' }),
    );
    await expect(scripted.source.readAll(options)).rejects.toMatchObject({ kind: 'source-nonsense' });
    expect(scripted.server.requests).toHaveLength(2);
  });

  it('whose list goes on for ever with nothing new is given up', async () => {
    await using scripted = await startScripted((_request, response, count) =>
      answerJson(response, 200, { records: [record(1)], offset: `itr/${count}` }),
    );
    await expect(scripted.source.readAll(options)).rejects.toMatchObject({ kind: 'source-nonsense' });
    expect(scripted.server.requests.length).toBeLessThan(50);
  });

  it('without a date leaves no cursor to go on from', async () => {
    await using scripted = await startScripted((_request, response) => {
      response.sendDate = false;
      answerJson(response, 200, { records: [record(1)] });
    });
    expect(await scripted.source.readAll(options)).toMatchObject({
      orders: [{ recordId: recordIdOf(1) }],
      cursor: null,
    });
  });

  it('that refuses the question for changes means that everything must be read', async () => {
    await using scripted = await startScripted((request, response) => {
      const isQuestion = request.url?.includes('filterByFormula') === true;
      const error = { type: 'INVALID_FILTER_BY_FORMULA', message: 'The formula is invalid' };
      answerJson(response, isQuestion ? 422 : 200, isQuestion ? { error } : { records: [] });
    });
    const { cursor } = await scripted.source.readAll(options);
    expect(await scripted.source.readChanges(cursor ?? '', options)).toBeNull();
  });

  it('to a write with the records of others leaves it unknown', async () => {
    await using scripted = await startScripted((_request, response) =>
      answerJson(response, 200, { records: [record(2)] }),
    );
    const write = { recordId: recordIdOf(1), values: { status: 'Shipped' } };
    await expect(scripted.source.write([write], options)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  });
});

describe('odd answers about webhooks', () => {
  const metadata = {
    tables: [
      { id: 'tblOrdersSample00', name: 'Orders', fields: [{ id: 'fldA', name: 'Status', type: 'text' }] },
    ],
  };

  it.each([[{}], [{ webhooks: [{ id: 7 }] }], [[]]])('%j do without a webhook', async (list) => {
    await using scripted = await startScripted((request, response) => {
      if (request.url?.includes('/meta/')) answerJson(response, 200, metadata);
      else answerJson(response, 200, request.url?.includes('/webhooks') ? list : { records: [record(1)] });
    });
    const source = scripted.test.another({ apiUrl: scripted.server.url, webhooks: 'auto' });
    const { cursor } = await source.readAll(options);
    expect(await source.readChanges(cursor ?? '', options)).toMatchObject({ removed: [] });
    expect(scripted.server.requests.some((request) => request.includes('payloads'))).toBe(false);
  });

  it('that are no payloads are a stated failure', async () => {
    await using scripted = await startScripted((request, response) => {
      const { url = '', method } = request;
      if (url.includes('/meta/')) answerJson(response, 200, metadata);
      else if (url.includes('/payloads')) answerJson(response, 200, { payloads: 'none' });
      else if (method === 'POST') answerJson(response, 200, { id: 'achA' });
      else answerJson(response, 200, url.includes('/webhooks') ? { webhooks: [] } : { records: [] });
    });
    const source = scripted.test.another({ apiUrl: scripted.server.url, webhooks: 'auto' });
    const { cursor } = await source.readAll(options);
    await expect(source.readChanges(cursor ?? '', options)).rejects.toMatchObject({
      kind: 'source-nonsense',
    });
  });

  it('may announce a record before it can be read, which is then looked for once more', async () => {
    let isThere = false;
    let isAnnounced = false;
    await using scripted = await startScripted((request, response) => {
      const { url = '', method } = request;
      const created = {
        changedTablesById: { tblOrdersSample00: { createdRecordsById: { [recordIdOf(9)]: {} } } },
      };
      const payloads = isAnnounced ? [] : [created];
      if (url.includes('/meta/')) answerJson(response, 200, metadata);
      else if (url.includes('/payloads')) {
        answerJson(response, 200, { payloads, cursor: 2, mightHaveMore: false });
        isAnnounced = true;
      } else if (method === 'POST') answerJson(response, 200, { id: 'achA' });
      else if (url.includes('/webhooks')) answerJson(response, 200, { webhooks: [] });
      else answerJson(response, 200, { records: isThere ? [record(9)] : [] });
    });
    const source = scripted.test.another({ apiUrl: scripted.server.url, webhooks: 'auto' });
    const { cursor } = await source.readAll(options);
    const early = await source.readChanges(cursor ?? '', options);
    expect(early).toMatchObject({ orders: [], removed: [] });
    isThere = true;
    const later = await source.readChanges(early?.cursor ?? '', options);
    expect(later).toMatchObject({ orders: [{ recordId: recordIdOf(9) }], removed: [] });
  });
});
