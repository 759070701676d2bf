import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppSizes, measureApp } from './app-sizes.ts';
import type { Part } from './part.ts';

const DIST = join(import.meta.dirname, '..', '..', 'pwa', 'dist');

/** The most that each size may be, in bytes. Whoever raises one says why in the commit. */
export function readBudget(): AppSizes {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'size-budget.json'), 'utf8')) as AppSizes;
}

/** Sizes of the built app over their budget, each in words. */
export function overBudget(sizes: AppSizes, budget: AppSizes): string[] {
  return (Object.keys(budget) as (keyof AppSizes)[])
    .filter((name) => sizes[name] > budget[name])
    .map((name) => `${name}: ${sizes[name]} is more than ${budget[name]}`);
}

/** The built app's sizes, or `null` where it has not been built. */
export function builtSizes(dist = DIST): AppSizes | null {
  return existsSync(join(dist, 'index.html')) ? measureApp(dist) : null;
}

/** What a browser loads. */
export const sizePart: Part = {
  title: 'Size of the app',
  isTimed: false,
  async run() {
    const sizes = builtSizes();
    if (sizes === null) return { tables: [], goals: [], doubts: ['the app is not built: npm run build'] };
    const budget = readBudget();
    const names = Object.keys(budget) as (keyof AppSizes)[];
    return {
      tables: [
        {
          title: 'What a browser loads (bytes, gzip -9)',
          columns: ['what', 'is', 'may be'],
          rows: names.map((name) => [name, sizes[name], budget[name]]),
        },
      ],
      goals: names.map((name) => ({
        name,
        goal: `at most ${budget[name]}`,
        figure: String(sizes[name]),
        isMet: sizes[name] <= budget[name],
      })),
      doubts: [],
    };
  },
};
