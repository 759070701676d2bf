import { editStorm } from '../load/edit-storm.ts';
import { fullScan } from '../load/full-scan.ts';
import { listeners } from '../load/listeners.ts';
import type { LoadTable, Scenario } from '../load/load-table.ts';
import { outsideChanges } from '../load/outside-changes.ts';
import { workingDay } from '../load/working-day.ts';
import type { Goal, Part } from './part.ts';

const MOST_TIMES_FLOOR = 1.3;
const EVENT_P99_MS = 250;

/** The value of a column in every row. */
export function column({ columns, rows }: LoadTable, name: string): (string | number)[] {
  const at = columns.indexOf(name);
  if (at < 0) throw new RangeError(`"${name}" is no column of "${columns.join('", "')}".`);
  return rows.map((row) => row[at] ?? '');
}

/** Calls to Airtable, and how soon they are over: a busy machine changes the second, so that it counts as timed. */
export const airtablePart: Part = {
  title: 'Airtable economy',
  isTimed: true,
  async run({ isSmoke, isLong }) {
    const orders = isSmoke ? 200 : 5_000;
    const scan = await fullScan({ minutes: 1, orders: isLong && !isSmoke ? null : orders });
    const refused = (table: LoadTable) =>
      column(table, '429s').reduce((sum: number, value) => sum + Number(value), 0);
    const goals = [scanGoal(scan), noneRefused('429s while everything is read', refused(scan))];
    if (isSmoke) return { tables: [scan], goals, doubts: [] };
    const storm = await editStorm({ minutes: 1, orders: null });
    const changes = await outsideChanges({ minutes: 1, orders: null });
    const day = await workingDay({ minutes: isLong ? 10 : 1, orders: null });
    goals.push(noneRefused('429s while forty people save', refused(storm)), changesGoal(changes));
    return { tables: [scan, storm, changes, day], goals, doubts: [] };
  },
};

function scanGoal(scan: LoadTable): Goal {
  // The first read begins with the start of the process, which is no matter of Airtable.
  const ratios = column(scan, 'times the floor').map(Number).slice(1);
  const most = Math.max(...ratios);
  return {
    name: 'a full read beside the shortest time for its calls',
    goal: `at most ${MOST_TIMES_FLOOR} times`,
    figure: most.toFixed(2),
    isMet: most <= MOST_TIMES_FLOOR,
  };
}

function noneRefused(name: string, count: number): Goal {
  return { name, goal: '0', figure: String(count), isMet: count === 0 };
}

function changesGoal(changes: LoadTable): Goal {
  const calls = column(changes, 'calls').map(Number);
  const allowed = column(changes, 'most allowed').map(Number);
  const isMet = calls.every((count, at) => count <= (allowed[at] ?? 0));
  return {
    name: 'calls for 0, 1, 150 and 1,000 changes of others',
    goal: 'one for each hundred, and one more',
    figure: calls.join(', '),
    isMet,
  };
}

/** How soon everybody hears of a change. */
export const eventsPart: Part = scenarioPart('Events', listeners, (table) => {
  const p99 = Number(table.rows.find(([what]) => what === 'answer to event p99 ms')?.[1] ?? Number.NaN);
  return {
    name: 'a change told to 1,000 listeners',
    goal: `p99 at most ${EVENT_P99_MS} ms after the answer`,
    figure: `${p99} ms`,
    isMet: p99 <= EVENT_P99_MS,
  };
});

function scenarioPart(title: string, scenario: Scenario, goalOf: (table: LoadTable) => Goal): Part {
  return {
    title,
    isTimed: true,
    async run() {
      const table = await scenario({ minutes: 1, orders: null });
      return { tables: [table], goals: [goalOf(table)], doubts: [] };
    },
  };
}
