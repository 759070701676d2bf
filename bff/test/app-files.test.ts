import { makeOrderFields } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { startBff } from './support/start-bff.ts';

const start = (settings = {}) =>
  startBff({ source: createFakeOrderSource({ orders: [makeOrderFields(1)] }), settings });

describe('the service worker', () => {
  it("is the build's own, and asked for again each time", async () => {
    await using bff = await start();
    const worker = await bff.fetch('/service-worker.js');
    expect(worker.text).toBe('self.precache();');
    expect(worker.header('cache-control')).toBe('no-cache');
    expect(worker.header('content-type')).toMatch(/javascript/);
  });

  it('is one that ends it where SERVICE_WORKER is off, and the rest of the app stays', async () => {
    await using bff = await start({ SERVICE_WORKER: 'off' });
    const worker = await bff.fetch('/service-worker.js');
    expect(worker.status).toBe(200);
    expect(worker.text).toContain('registration.unregister()');
    expect(worker.header('cache-control')).toBe('no-cache');
    expect(worker.header('content-type')).toMatch(/javascript/);
    expect((await bff.fetch('/')).text).toContain('<title>Orders</title>');
    expect((await bff.fetch('/assets/app-1a2b3c4d.js')).status).toBe(200);
  });

  it.each(['on', 'off'])(
    'never comes with Clear-Site-Data, which would take edits along (%s)',
    async (mode) => {
      await using bff = await start({ SERVICE_WORKER: mode });
      for (const path of ['/service-worker.js', '/', '/auth/login']) {
        expect((await bff.fetch(path)).header('clear-site-data'), path).toBe('');
      }
    },
  );
});

describe('a file that is not there', () => {
  it('F-28: is no page where a part of the app is asked for, and nobody keeps the answer', async () => {
    await using bff = await start();
    const answer = await bff.fetch('/assets/charts-of-long-ago.js', { headers: { Accept: 'text/html' } });
    expect([answer.status, answer.header('cache-control')]).toEqual([404, 'no-store']);
    expect(answer.text).not.toContain('<title>');
  });

  it('is what the build notes for itself', async () => {
    await using bff = await start();
    expect((await bff.fetch('/.builds.json')).status).toBe(404);
  });
});
