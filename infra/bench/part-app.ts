import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LoadTable } from '../load/load-table.ts';
import type { Part } from './part.ts';

const LOCAL_DATA = fileURLToPath(new URL('../../pwa/bench/local-data.ts', import.meta.url));

/** What the app does with many orders on the device: `npm run bench:app`, in a browser of its own. */
export const appPart: Part = {
  title: 'App: the copy on the device',
  isTimed: true,
  async run({ isLong, isSmoke }) {
    const orders = isSmoke ? '300' : isLong ? '5000,50000,100000' : '5000';
    const { stdout } = await promisify(execFile)(process.execPath, [LOCAL_DATA, '--orders', orders]);
    return { tables: [readTable(stdout)], goals: [], doubts: [] };
  },
};

/** A table that was printed. @throws Error where there is none */
export function readTable(markdown: string): LoadTable {
  const lines = markdown.split('\n');
  const cells = lines
    .filter((line) => line.startsWith('|') && !/^\| -/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [columns, ...rows] = cells;
  if (columns === undefined) throw new Error(`There is no table in:\n${markdown}`);
  return { title: lines[0] ?? '', columns, rows };
}
