import type { ProgramEnd } from './child-program.ts';

/** What can end and be started again. */
export interface Restartable {
  readonly name: string;
  /** Whether it is to run. */
  readonly isWanted: boolean;
  /** How its present life ends. */
  readonly ended: Promise<ProgramEnd>;
  start(): Promise<void>;
}

export interface KeepRunningOptions {
  readonly signal: AbortSignal;
  say(line: string): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever ran for so long has not failed to start. */
const STABLE_MS = 60_000;

/** Starts a program again whenever it dies, after a pause that grows while it does not last. */
export async function keepRunning(program: Restartable, options: KeepRunningOptions): Promise<void> {
  const { signal, say, sleep, now } = options;
  const isAborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  let pauseMs = FIRST_PAUSE_MS;
  let isUp = true;
  let why = '';
  for (;;) {
    if (isUp) {
      const startedAt = now();
      const end = await Promise.race([program.ended, isAborted]);
      if (now() - startedAt >= STABLE_MS) pauseMs = FIRST_PAUSE_MS;
      why = `ended (${end?.signal ?? `exit code ${end?.code}`})`;
    }
    if (signal.aborted || !program.isWanted) return;
    say(`${program.name} ${why}; it starts again in ${pauseMs / 1_000} s.`);
    await sleep(pauseMs, signal).catch(() => {});
    if (signal.aborted || !program.isWanted) return;
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    isUp = await program.start().then(
      () => true,
      () => false,
    );
    why = 'could not start';
  }
}
