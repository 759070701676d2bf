import type { Clock } from '../application/ports.ts';

/** Two ways to read a whole table. */
export type ReadMode = 'one list' | 'windows';

/** Which way of reading has been the faster one of late. */
export interface ReadPaces {
  /** Notes that so many pages took so long. */
  note(mode: ReadMode, pages: number, ms: number): void;
  /** Nothing came of it. */
  noteFailure(mode: ReadMode): void;
  /** Windows, unless they have just been measured to be no faster. */
  faster(): ReadMode;
}

interface Pace {
  readonly msPerPage: number;
  readonly at: number;
}

/** A base that was slow in windows, or could not do them, may have changed by then. */
const REMEASURED_MS = 3_600_000;

export function createReadPaces(clock: Clock): ReadPaces {
  const paces = new Map<ReadMode, Pace>();

  return {
    note: (mode, pages, ms) => void paces.set(mode, { msPerPage: ms / pages, at: clock.now() }),
    noteFailure: (mode) => void paces.set(mode, { msPerPage: Number.POSITIVE_INFINITY, at: clock.now() }),
    faster() {
      const [windows, oneList] = [paces.get('windows'), paces.get('one list')];
      if (windows === undefined || windows.at + REMEASURED_MS <= clock.now()) return 'windows';
      const limit = oneList?.msPerPage ?? Number.POSITIVE_INFINITY;
      return windows.msPerPage < limit ? 'windows' : 'one list';
    },
  };
}
