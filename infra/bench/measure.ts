import { foreignShare, MOST_FOREIGN_SHARE } from './machine-load.ts';
import type { Part, PartOptions } from './part.ts';
import type { MeasuredPart } from './results-page.ts';

export interface Measuring {
  readonly options: PartOptions;
  /** Measures on a busy machine too; there is no verdict then either. */
  readonly isRegardless?: boolean;
  /** Share of the machine that others use now, 0 to 1. */
  look?(): Promise<number>;
  say(line: string): void;
}

export interface Measured {
  readonly parts: readonly MeasuredPart[];
  readonly foreignShare: number;
  /** Why there is no verdict; empty where there is one. */
  readonly refusals: readonly string[];
}

/**
 * One part after another, with a look at the machine before and after each timed one: what others did meanwhile cannot
 * be told from what was measured, so what they do around it stands for it, and rounds that lie far apart say the rest.
 */
export async function measure(
  parts: readonly Part[],
  { options, isRegardless = options.isSmoke, look = foreignShare, say }: Measuring,
): Promise<Measured> {
  const measured: MeasuredPart[] = [];
  const refusals: string[] = [];
  let most = 0;
  for (const part of parts) {
    say(`${part.title} …`);
    const before = part.isTimed ? await look() : 0;
    if (before > MOST_FOREIGN_SHARE && !isRegardless) {
      // Ten minutes of figures that nobody may use are not worth having.
      most = Math.max(most, before);
      refusals.push(`${busy(part, before)} It was not measured; --regardless does.`);
      continue;
    }
    const result = await part.run(options);
    const after = part.isTimed ? await look() : 0;
    const share = Math.max(before, after);
    most = Math.max(most, share);
    measured.push({ title: part.title, result });
    if (share > MOST_FOREIGN_SHARE) {
      refusals.push(busy(part, share));
    }
    for (const doubt of result.doubts) refusals.push(`${part.title}: ${doubt}.`);
  }
  return { parts: measured, foreignShare: most, refusals };
}

function busy({ title }: Part, share: number): string {
  return `${title}: others used ${percent(share)} of the machine, more than ${percent(MOST_FOREIGN_SHARE)}.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
