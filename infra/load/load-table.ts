export interface LoadTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** One sentence each, below the table. */
  readonly notes?: readonly string[];
}

/** A scenario runs for a bounded time, stops what it started, and tells what it found as one table. */
export type Scenario = (options: ScenarioOptions) => Promise<LoadTable>;

export interface ScenarioOptions {
  /** How long a scenario that goes on as long as it is told goes on. */
  readonly minutes: number;
  /** How many orders there are, where a scenario does not compare several numbers of its own. */
  readonly orders: number | null;
}

/** The table as Markdown whose columns stand below one another. */
export function formatTable({ title, columns, rows, notes = [] }: LoadTable): string {
  const cells = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [title, '', line(head), rule, ...body.map(line), ...notes.map((note) => `\n${note}`), ''].join('\n');
}

export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** The value that this share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
