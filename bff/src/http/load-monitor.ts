import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 250;
/** Of Node's own timer, whose interval is not delay. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** Measures how late the event loop is; disposing it stops. */
export interface LoadMonitor extends Disposable {
  /** 99th percentile since it was last asked, in milliseconds. */
  delayMs(): number;
  /** Calls `look` a few times a second. */
  start(look: () => void): void;
}

export function createLoadMonitor(): LoadMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let timer: NodeJS.Timeout | undefined;
  return {
    delayMs() {
      const ns = histogram.count === 0 ? 0 : histogram.percentile(99);
      histogram.reset();
      return Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
    },
    start(look) {
      histogram.enable();
      timer = setInterval(look, LOOK_EVERY_MS).unref();
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
