import { parseArgs } from 'node:util';
import { circumstances } from './circumstances.ts';
import { measure } from './measure.ts';
import type { Part } from './part.ts';
import { appPart } from './part-app.ts';
import { bffPart } from './part-bff.ts';
import { growthPart } from './part-growth.ts';
import { airtablePart, eventsPart } from './part-scenarios.ts';
import { sizePart } from './part-size.ts';
import { formatRun, keepRun, withoutVerdict } from './results-page.ts';

/** By the names that --only takes. */
const PARTS: Readonly<Record<string, Part>> = {
  bff: bffPart,
  growth: growthPart,
  airtable: airtablePart,
  events: eventsPart,
  app: appPart,
  size: sizePart,
};
/** The app is measured in a browser and takes its time; `--long` or `--only app` has it. */
const BY_DEFAULT = ['bff', 'growth', 'airtable', 'events', 'size'];

const USAGE = `npm run bench -- [--only ${Object.keys(PARTS).join(',')}] [--long] [--json] [--smoke] [--regardless]

  --only    these parts; all but app where left out
  --long    all parts, more rounds, larger tables
  --json    one JSON text on standard output, and nothing is kept
  --regardless  measures on a busy machine too; no verdict all the same
  --smoke   shows that the bench works; no verdict, and nothing is kept

Exit code 0 = measured, 2 = bad arguments, 3 = no verdict (the machine was too busy, or rounds lay too far apart).`;

const RESULTS = new URL('../../docs/benchmarks.md', import.meta.url);
const EXIT = { done: 0, usage: 2, noVerdict: 3 };

interface Wanted {
  readonly names: readonly string[];
  readonly isLong: boolean;
  readonly isJson: boolean;
  readonly isSmoke: boolean;
  readonly isRegardless: boolean;
}

/** What the arguments ask for, or `null` where they make no sense. */
function readArguments(): Wanted | null {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, long: flag, json: flag, smoke: flag, regardless: flag },
    });
    const names = values.only?.split(',') ?? (values.long ? Object.keys(PARTS) : BY_DEFAULT);
    if (!names.every((name) => Object.hasOwn(PARTS, name))) return null;
    return {
      names,
      isLong: values.long,
      isJson: values.json,
      isSmoke: values.smoke,
      isRegardless: values.regardless,
    };
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if (wanted === null) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const { names, isJson, isSmoke, isLong } = wanted;
  const parts = names.flatMap((name) => PARTS[name] ?? []);
  const measured = await measure(parts, {
    options: { isSmoke, isLong },
    isRegardless: isSmoke || wanted.isRegardless,
    say: (line) => console.error(line),
  });
  const hasVerdict = measured.refusals.length === 0 && !isSmoke;
  const told = hasVerdict ? measured.parts : measured.parts.map(withoutVerdict);
  const about = circumstances(
    `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
    measured.foreignShare,
  );
  const run = formatRun(about, told);
  console.log(isJson ? JSON.stringify({ about, hasVerdict, ...measured, parts: told }, null, 2) : run);
  if (!hasVerdict) {
    const reasons = isSmoke ? ['A smoke run measures nothing.'] : measured.refusals;
    console.error(['No verdict, and nothing is kept:', ...reasons].join('\n  '));
    return isSmoke ? EXIT.done : EXIT.noVerdict;
  }
  if (!isJson) {
    await keepRun(RESULTS, run);
    console.error('Kept in docs/benchmarks.md.');
  }
  return EXIT.done;
}

process.exitCode = await main();
