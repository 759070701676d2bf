/** Time as sync sees it, so that tests can turn it by hand. */
export interface Clock {
  /** Epoch ms of this device. It may jump; nothing is decided by it but when to try again and what is shown. */
  now(): number;
  /** Runs something later; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
