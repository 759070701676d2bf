import { PROBLEM_TYPES } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object> };
}

let bff: Bff;
let document: Document;
beforeAll(async () => {
  const orders = [1, 2, 3].map((number) => makeOrderFields(number, { priority: null }));
  bff = await startBff({ source: createFakeOrderSource({ orders }) });
  document = (await bff.fetch('/openapi.json')).json as Document;
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('/openapi.json', () => {
  it('is an OpenAPI 3.1 document of this version', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: 'Orders', version: '1.2.3' });
  });

  it('has every operation of the contract', () => {
    const listed = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(listed).toEqual(
      expect.arrayContaining([
        'GET /api/orders/summary',
        'GET /api/orders',
        'PATCH /api/orders',
        'GET /api/orders/{orderId}',
        'PATCH /api/orders/{orderId}',
        'POST /api/orders/sync',
        'GET /api/orders/changes',
        'GET /api/events',
        'GET /api/session',
        'GET /health',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
      ]),
    );
  });

  it('has no operation that the server does not know', async () => {
    for (const { path, method } of operations()) {
      const address = path.replace('{orderId}', 'ORD-000001');
      if (path === '/api/events') continue;
      const { status } = await bff.fetch(address, { method: method.toUpperCase() });
      expect([404, 405, 501], `${method} ${path}`).not.toContain(status);
    }
  });

  it('is sound: unique ids, declared path parameters, answers with descriptions', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, operation } of operations()) {
      const name = `${method} ${path}`;
      expect(method, name).toMatch(/^(get|post|patch|delete)$/);
      expect(operation.summary, name).toBeTruthy();
      const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, parameter]) => parameter);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map((parameter) => parameter.name)).toEqual(inPath);
      expect(declared.every(({ required }) => required === true)).toBe(true);
      for (const { in: place, schema } of operation.parameters ?? []) {
        expect(['query', 'path', 'header']).toContain(place);
        expect(schema, name).toBeTypeOf('object');
      }
      for (const [status, { description }] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[1-5]\d\d$/);
        expect(description, `${name} ${status}`).toBeTruthy();
      }
    }
  });

  it('refers to nothing that is not there, and describes nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set(Array.from(text.matchAll(/"\$ref":"([^"]+)"/g), ([, target = '']) => target));
    const defined = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...referred].sort()).toEqual(defined.sort());
  });

  it('lists every parameter of the list', () => {
    const parameters = document.paths['/api/orders']?.['get']?.parameters ?? [];
    expect(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)).toEqual([
      'page',
      'pageSize',
      'sort',
      'status',
      'priority',
      'q',
      'createdFrom',
      'createdTo',
      'minTotal',
      'maxTotal',
    ]);
  });

  it.each<[string, string, string, unknown?]>([
    ['GET', '/api/orders/summary', '/api/orders/summary'],
    ['GET', '/api/orders', '/api/orders?pageSize=2'],
    ['GET', '/api/orders', '/api/orders?page=0'],
    ['PATCH', '/api/orders', '/api/orders', { updates: [{ orderId: 'ORD-000002', status: null }, 'x'] }],
    ['PATCH', '/api/orders', '/api/orders', { updates: [] }],
    ['GET', '/api/orders/{orderId}', '/api/orders/ORD-000001'],
    ['GET', '/api/orders/{orderId}', '/api/orders/unknown'],
    ['PATCH', '/api/orders/{orderId}', '/api/orders/ORD-000001', { status: 'Shipped' }],
    ['PATCH', '/api/orders/{orderId}', '/api/orders/ORD-000001', { status: 'Teleported' }],
    ['POST', '/api/orders/sync', '/api/orders/sync'],
    ['POST', '/api/orders/sync', '/api/orders/sync?mode=x'],
    ['GET', '/api/orders/changes', '/api/orders/changes'],
    ['GET', '/api/session', '/api/session'],
    ['GET', '/api/config', '/api/config'],
    ['GET', '/health', '/health'],
    ['GET', '/health/live', '/health/live'],
    ['GET', '/health/ready', '/health/ready'],
  ])('describes what %s %s really answers (%s)', async (method, path, address, body) => {
    const answer = await bff.fetch(address, { method, ...(body === undefined ? {} : { body }) });
    const described = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status];
    const type = answer.header('content-type').split(';')[0] ?? '';
    const schema = described?.content?.[type]?.schema;
    expect(schema, `${answer.status} ${type}`).toBeDefined();
    // The components become the definitions of one schema, so that the references lead somewhere.
    const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
    const whole = JSON.parse(
      text.replaceAll('#/components/schemas/', '#/$defs/'),
    ) as z.core.JSONSchema.JSONSchema;
    const parsed = z.fromJSONSchema(whole).safeParse(answer.json);
    expect(parsed.error?.issues ?? []).toEqual([]);
  });
});

describe('/docs', () => {
  it('is a page without scripts that needs nothing from elsewhere', async () => {
    const page = await bff.fetch('/docs');
    expect(page.status).toBe(200);
    expect(page.header('content-type')).toBe('text/html; charset=utf-8');
    expect(page.header('content-security-policy')).toMatch(/default-src 'none'.*style-src 'self'/);
    expect(page.text).not.toMatch(/<script|\son\w+=|style="/i);
    const targets = Array.from(page.text.matchAll(/(?:href|src)="([^"]+)"/g), ([, target = '']) => target);
    const ids = Array.from(page.text.matchAll(/\bid="([^"]+)"/g), ([, id = '']) => id);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) {
      if (target.startsWith('#')) expect(ids).toContain(target.slice(1));
      else expect((await bff.fetch(target)).status, target).toBe(200);
    }
  });

  it('shows every operation and every problem', async () => {
    const { text } = await bff.fetch('/docs');
    for (const { path, operation } of operations()) {
      expect(text).toContain(path);
      expect(text).toContain(`id="${operation.operationId}"`);
    }
    for (const type of Object.keys(PROBLEM_TYPES)) expect(text).toContain(`/docs/problems/${type}`);
  });

  it('explains each type of problem at its address', async () => {
    for (const [type, title] of Object.entries(PROBLEM_TYPES)) {
      const page = await bff.fetch(`/docs/problems/${type}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain(title);
    }
  });

  it.each(['/docs', '/openapi.json'])('%s is coded, and a 304 to who has it', async (path) => {
    const coded = await bff.fetch(path, { headers: { 'Accept-Encoding': 'br' } });
    expect(coded.header('content-encoding')).toBe('br');
    const again = await bff.fetch(path, { headers: { 'If-None-Match': coded.header('etag') } });
    expect(again.status).toBe(304);
  });
});

describe('the app', () => {
  it.each(['/', '/orders/ORD-000001', '/orders/A%2FB.pdf', '/anything/else?x=1'])(
    'is served at %s',
    async (path) => {
      const page = await bff.fetch(path);
      expect(page.status).toBe(200);
      expect(page.header('content-type')).toBe('text/html; charset=utf-8');
      expect(page.header('cache-control')).toBe('no-cache');
      expect(page.text).toContain('<title>Orders</title>');
      expect(page.header('content-security-policy')).toContain("default-src 'none'");
      expect(page.header('x-content-type-options')).toBe('nosniff');
    },
  );

  it('has its hashed assets for ever and everything else to be asked for again', async () => {
    const asset = await bff.fetch('/assets/app-1a2b3c4d.js');
    expect(asset.header('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.header('content-type')).toMatch(/^text\/javascript|^application\/javascript/);
    const manifest = await bff.fetch('/manifest.webmanifest');
    expect(manifest.header('content-type')).toMatch(/^application\/manifest\+json/);
    expect(manifest.header('cache-control')).toBe('no-cache');
  });

  it('is coded, has a HEAD, and is a 304 to who has it', async () => {
    const coded = await bff.fetch('/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(coded.header('content-encoding')).toBe('gzip');
    expect(coded.header('vary')).toMatch(/accept-encoding/i);
    const head = await bff.fetch('/', { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.header('content-length')).toBe(String(coded.bytes.length));
    const again = await bff.fetch('/', { headers: { 'If-None-Match': coded.header('etag') } });
    expect(again.status).toBe(304);
  });
});
