import { parseArgs } from 'node:util';
import { coldStart } from './cold-start.ts';
import { convergence } from './convergence.ts';
import { editStorm } from './edit-storm.ts';
import { fullScan } from './full-scan.ts';
import { largeTable } from './large-table.ts';
import { listeners } from './listeners.ts';
import { formatTable, type Scenario } from './load-table.ts';
import { outsideChanges } from './outside-changes.ts';
import { overload } from './overload.ts';
import { redisTrouble } from './redis-trouble.ts';
import { replicas } from './replicas.ts';
import { rollingRestart } from './rolling-restart.ts';
import { saturation } from './saturation.ts';
import { sharedBudget } from './shared-budget.ts';
import { takeover } from './takeover.ts';
import { unchangedPages } from './unchanged-pages.ts';
import { workingDay } from './working-day.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'full-scan': fullScan,
  'cold-start': coldStart,
  'edit-storm': editStorm,
  'outside-changes': outsideChanges,
  saturation,
  replicas,
  'unchanged-pages': unchangedPages,
  listeners,
  'large-table': largeTable,
  'working-day': workingDay,
  overload,
  'rolling-restart': rollingRestart,
  'redis-trouble': redisTrouble,
  convergence,
  takeover,
  'shared-budget': sharedBudget,
};

/** Runs one scenario, or all of them one after another, and prints a table for each. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { minutes: { type: 'string', default: '1' }, orders: { type: 'string' } },
  });
  const minutes = Number(values.minutes);
  const orders = values.orders === undefined ? null : Number(values.orders);
  const [name = ''] = positionals;
  const chosen = name === 'all' ? Object.values(SCENARIOS) : [SCENARIOS[name]];
  const areNumbersRight = isWithin(minutes, 60) && (orders === null || isWithin(orders, 100_000));
  if (positionals.length !== 1 || chosen.includes(undefined) || !areNumbersRight) {
    const names = Object.keys(SCENARIOS).join(' | ');
    console.error(`node infra/load/run.ts ${names} | all [--minutes=1…60] [--orders=1…100000]`);
    return 1;
  }
  for (const scenario of chosen) {
    if (scenario !== undefined) console.log(formatTable(await scenario({ minutes, orders })));
  }
  return 0;
}

function isWithin(value: number, most: number): boolean {
  return value > 0 && value <= most;
}

process.exitCode = await main();
