import type { LoadTable } from '../load/load-table.ts';

export interface PartOptions {
  /** As much as it takes to see that the bench works, not how fast anything is. */
  readonly isSmoke: boolean;
  /** Takes the sizes and times that ten minutes have no room for. */
  readonly isLong: boolean;
}

export interface Goal {
  readonly name: string;
  readonly goal: string;
  readonly figure: string;
  readonly isMet: boolean;
}

export interface PartResult {
  readonly tables: readonly LoadTable[];
  readonly goals: readonly Goal[];
  /** Why no verdict can be based on these figures; empty where one can. */
  readonly doubts: readonly string[];
}

export interface Part {
  readonly title: string;
  /** Whether figures depend on what else the machine does; sizes do not. */
  readonly isTimed: boolean;
  run(options: PartOptions): Promise<PartResult>;
}
