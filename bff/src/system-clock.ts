import { setTimeout } from 'node:timers/promises';
import type { Clock } from './application/ports.ts';

/** The machine's time. A sleep does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) });
  },
};
