import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { productionPackages } from '../production-packages.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
const parts = { server: sectionOf('The server'), app: sectionOf('The app') };
const packages = productionPackages(root);

const AGREED = new Set([
  ...['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'Unlicense', 'BlueOak-1.0.0'],
  'MIT and ISC',
]);

/** What the page says under a heading: chosen packages with licence and reason, and those brought along. */
function sectionOf(title) {
  const [, text = ''] = page.split(`## ${title}\n`);
  const section = text.split('\n## ')[0];
  const rows = [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
  const lines = [...section.matchAll(/^- ([^:]+): (.+)$/gm)];
  return {
    section,
    reasons: new Map(rows.map(([, name, , reason]) => [name, reason.trim()])),
    licences: new Map([
      ...rows.map(([, name, licence]) => [name, licence]),
      ...lines.flatMap(([, licence, names]) =>
        [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, licence]),
      ),
    ]),
  };
}

describe.each(Object.entries(packages))(
  'S15: what runs in production, in the %s',
  (part, { direct, all }) => {
    test('S15: is named with a reason, where it was chosen', () => {
      expect([...parts[part].reasons.keys()].sort()).toEqual(direct);
      for (const [name, reason] of parts[part].reasons) expect(reason.length, name).toBeGreaterThan(5);
    });

    test('S15: is listed with its licence, whether chosen or brought along, and nothing else is', () => {
      expect(Object.fromEntries([...parts[part].licences].sort())).toEqual(
        Object.fromEntries([...all].sort()),
      );
      expect(parts[part].section).toContain(`${direct.length} packages by choice, ${all.size} with all`);
    });

    test('S15: is under a licence that has been agreed to', () => {
      expect([...all].filter(([, licence]) => !AGREED.has(licence))).toEqual([]);
    });
  },
);

test('S15: the finder of packages sees what npm would install', () => {
  expect(packages.server.all.has('koa-compose')).toBe(true);
  expect(packages.server.all.has('vitest')).toBe(false);
  expect(packages.app.all.has('scheduler')).toBe(true);
  expect(packages.app.all.has('koa')).toBe(false);
});
