import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SOURCE = new URL('../src/', import.meta.url);
const text = readFileSync(new URL('../../docs/logs.md', import.meta.url), 'utf8');

/** Message and level of each row of the table. */
const documented = new Map(
  Array.from(text.matchAll(/^\| `([^`]+)` \| (\w+) \| /gm), ([, message = '', level = '']) => [
    message,
    level,
  ]),
);

/** A line of log with its fields and its message; the level is missing where it is chosen at run time. */
const LOG_CALL =
  /\blog(?:\.(debug|info|warn|error)|\[level\]|Once)\(\s*(?:`[^`]*`,\s*|'[^']*',\s*)?(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\w+)\s*,\s*('[^']+'|[^\s'])/g;

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, source: readFileSync(new URL(file, SOURCE), 'utf8') }));

const lines = files.flatMap(({ file, source }) =>
  Array.from(source.matchAll(LOG_CALL), ([, level, argument = '']) => ({ file, level, argument })),
);
const constant = lines.flatMap(({ level, argument }) =>
  argument.startsWith("'") ? [{ level, message: argument.slice(1, -1) }] : [],
);

/** Where a message is passed on that was written elsewhere. */
const PASSED_ON = ['airtable/record-reader.ts', 'application/decision-journal.ts'];

test('every message of the code is in docs/logs.md, with its level, and no other', () => {
  expect(constant.length).toBeGreaterThan(50);
  const messages = new Set(constant.map(({ message }) => message));
  expect([...documented.keys()].toSorted()).toEqual([...messages].toSorted());
  for (const { level, message } of constant) {
    if (level !== undefined) expect([message, documented.get(message)]).toEqual([message, level]);
  }
});

test('no message is put together at run time', () => {
  const others = lines.filter(({ argument }) => !argument.startsWith("'")).map(({ file }) => file);
  expect(others.filter((file) => !PASSED_ON.includes(file))).toEqual([]);
});
