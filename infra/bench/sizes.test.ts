import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureApp } from './app-sizes.ts';
import { readTable } from './part-app.ts';
import { column } from './part-scenarios.ts';
import { builtSizes, overBudget, readBudget } from './part-size.ts';

const FILES = {
  'index.html':
    '<script type="module" src="/assets/index-1.js"></script><link rel="modulepreload" href="/assets/react-1.js">' +
    '<link rel="stylesheet" href="/assets/index-1.css"><link rel="icon" href="/favicon.svg">',
  'assets/index-1.js':
    'import{a}from"./react-1.js";import"./shared-1.js";const late=()=>import("./late-1.js");',
  'assets/react-1.js': 'export const a=1;',
  'assets/shared-1.js': 'globalThis.shared = true;',
  'assets/late-1.js': 'export const late = "much".repeat(1);',
  'assets/index-1.css': 'body { margin: 0 }',
  'favicon.svg': '<svg/>',
  'service-worker.js':
    'precache([{"revision":null,"url":"assets/index-1.js"},{"revision":"2","url":"index.html"}])',
};
const gzip = (...names: (keyof typeof FILES)[]) =>
  names.reduce((sum, name) => sum + gzipSync(FILES[name], { level: 9 }).length, 0);

describe('sizes of an app', () => {
  let dist: string;
  beforeAll(() => {
    dist = mkdtempSync(join(tmpdir(), 'orders-dist-'));
    mkdirSync(join(dist, 'assets'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(dist, name), text);
  });
  afterAll(() => rmSync(dist, { recursive: true }));

  it('count what the page needs at once, and not what comes later', () => {
    expect(measureApp(dist)).toEqual({
      firstLoadScripts: gzip('assets/index-1.js', 'assets/react-1.js', 'assets/shared-1.js'),
      firstLoadStyles: gzip('assets/index-1.css'),
      precache: gzip('assets/index-1.js', 'index.html'),
    });
  });

  it('over their budget are named', () => {
    const sizes = measureApp(dist);
    expect(overBudget(sizes, sizes)).toEqual([]);
    expect(overBudget(sizes, { ...sizes, precache: 1 })).toEqual([
      `precache: ${sizes.precache} is more than 1`,
    ]);
  });
});

describe('the built app', () => {
  const sizes = builtSizes();

  it.skipIf(sizes === null)('stays within its budget (needs npm run build)', () => {
    if (sizes === null) return;
    expect(overBudget(sizes, readBudget())).toEqual([]);
    // What is measured is there: a build that is named otherwise must not pass as an empty one.
    for (const size of Object.values(sizes)) expect(size).toBeGreaterThan(1_000);
  });
});

describe('tables of other commands', () => {
  it('are read as they were printed, by the names of their columns', () => {
    const table = readTable('Title\n\n| orders | ms |\n| ------ | -- |\n| 5000   | 12 |\n');
    expect(table).toEqual({ title: 'Title', columns: ['orders', 'ms'], rows: [['5000', '12']] });
    expect(column(table, 'ms')).toEqual(['12']);
    expect(() => column(table, 'us')).toThrow(RangeError);
    expect(() => readTable('nothing')).toThrow('no table');
  });
});
