import { type CpuInfo, cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Of all cores' time, so much may be used by others before figures of time are worth nothing. */
export const MOST_FOREIGN_SHARE = 0.1;

const LOOK_MS = 2_000;

/** Share of all cores' time that was not idle between two looks at them, 0 to 1. */
export function busyShare(before: readonly CpuInfo[], after: readonly CpuInfo[]): number {
  const sum = (look: readonly CpuInfo[]) => {
    const times = look.map(({ times: { idle, ...busy } }) => ({
      idle,
      busy: Object.values(busy).reduce((total, ms) => total + ms, 0),
    }));
    return {
      idle: times.reduce((total, { idle }) => total + idle, 0),
      busy: times.reduce((total, { busy }) => total + busy, 0),
    };
  };
  const [from, to] = [sum(before), sum(after)];
  const all = to.idle - from.idle + to.busy - from.busy;
  return all === 0 ? 0 : (to.busy - from.busy) / all;
}

/** What the machine does while nothing is measured: all of it is others' work. */
export async function foreignShare(lookMs = LOOK_MS): Promise<number> {
  const before = cpus();
  await wait(lookMs);
  return busyShare(before, cpus());
}
