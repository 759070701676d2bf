import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { formatTable } from '../load/load-table.ts';
import type { PartResult } from './part.ts';

/** Where, when and of what something was measured. */
export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
  /** The arguments of the command. */
  readonly options: string;
  /** Largest share of the machine that others used, 0 to 1. */
  readonly foreignShare: number;
}

export interface MeasuredPart {
  readonly title: string;
  readonly result: PartResult;
}

/** The figures alone: whether they meet a goal cannot be told. */
export function withoutVerdict({ title, result }: MeasuredPart): MeasuredPart {
  return { title, result: { ...result, goals: [] } };
}

/** One run as Markdown. */
export function formatRun(about: Circumstances, parts: readonly MeasuredPart[]): string {
  const share = (100 * about.foreignShare).toFixed(0);
  return [
    `## ${about.date}, ${about.commit}`,
    '',
    `${about.machine}; ${about.node}; \`${about.options}\`; others used ${share} % of it at most.`,
    '',
    ...parts.flatMap(({ title, result }) => [
      `### ${title}`,
      '',
      ...result.tables.map(formatTable),
      ...(result.goals.length === 0 ? [] : [formatTable(goalTable(result)), '']),
    ]),
  ].join('\n');
}

function goalTable({ goals }: PartResult) {
  return {
    title: 'Goals',
    columns: ['what', 'goal', 'figure', 'met'],
    rows: goals.map(({ name, goal, figure, isMet }) => [name, goal, figure, isMet ? 'yes' : 'NO']),
  };
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\`, never by hand; the newest run stands first and none is taken out, so that a slide back is
seen. Ratios to controls of the same run can be compared between machines, microseconds cannot. What each part does and
when the command refuses a verdict: \`infra/bench/README.md\`.
`;

/** The page with one run more: before the others, all of which stay as they are. */
export function withRun(page: string, run: string): string {
  const firstRun = page.search(/^## /m);
  const [before, runs] = firstRun < 0 ? [page, ''] : [page.slice(0, firstRun), page.slice(firstRun)];
  const introduction = before.trim() === '' ? INTRODUCTION : before;
  return `${introduction.trimEnd()}\n\n${run.trimEnd()}\n${runs === '' ? '' : `\n${runs}`}`;
}

/** Adds a run to the page. */
export async function keepRun(file: URL, run: string): Promise<void> {
  await writeFile(file, withRun(readPage(file), run));
}

function readPage(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
