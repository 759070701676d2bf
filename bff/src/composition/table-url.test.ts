import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { airtableTableUrl } from './table-url.ts';

const SETTINGS = {
  AIRTABLE_API_KEY: 'pat123.secret',
  AIRTABLE_BASE_ID: 'appAbc123Def456Gh',
  AIRTABLE_TABLE_ID: 'tblAbc123Def456Gh',
};

const urlFor = (more: Record<string, string>) => airtableTableUrl(readConfig({ ...SETTINGS, ...more }));

test('a table known by its id has a place in Airtable', () => {
  expect(urlFor({})).toBe('https://airtable.com/appAbc123Def456Gh/tblAbc123Def456Gh');
});

test.each([
  ['a table known by its name', { AIRTABLE_TABLE_ID: 'Orders & more' }],
  ['the simulator', { ORDERS_SIMULATOR: 'true' }],
  ['another server', { AIRTABLE_API_URL: 'http://127.0.0.1:9999' }],
])('%s has none', (_, more) => {
  expect(urlFor(more)).toBeNull();
});
