import { expect, test } from 'vitest';
import type { ProgramEnd } from './child-program.ts';
import { keepRunning } from './keep-running.ts';

/** A program that dies when told to. */
class MortalProgram {
  readonly name = 'Replica 1';
  isWanted = true;
  starts = 0;
  failuresToCome = 0;
  #life = Promise.withResolvers<ProgramEnd>();

  get ended(): Promise<ProgramEnd> {
    return this.#life.promise;
  }

  async start(): Promise<void> {
    this.starts++;
    if (this.failuresToCome-- > 0) throw new Error('The port is taken.');
    this.#life = Promise.withResolvers<ProgramEnd>();
  }

  die(): void {
    this.#life.resolve({ code: null, signal: 'SIGKILL' });
  }
}

/** Time that passes only in sleeps, of which `onSleep` hears. */
function setting(onSleep: (ms: number) => void) {
  const stop = new AbortController();
  const said: string[] = [];
  let now = 0;
  const options = {
    signal: stop.signal,
    say: (line: string) => void said.push(line),
    now: () => now,
    async sleep(ms: number) {
      now += ms;
      onSleep(ms);
    },
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { stop, said, options, pass };
}

test('a program that dies is started again, after longer and longer pauses while it does not last', async () => {
  const program = new MortalProgram();
  const pauses: number[] = [];
  const { stop, said, options } = setting((ms) => {
    pauses.push(ms);
    if (pauses.length === 9) stop.abort();
  });
  program.failuresToCome = Number.POSITIVE_INFINITY;
  program.die();
  await keepRunning(program, options);
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(program.starts).toBe(8);
  expect(said[0]).toBe('Replica 1 ended (SIGKILL); it starts again in 0.5 s.');
  expect(said[1]).toBe('Replica 1 could not start; it starts again in 1 s.');
});

test('one that lasted begins anew with a short pause', async () => {
  const program = new MortalProgram();
  const pauses: number[] = [];
  const { stop, options, pass } = setting((ms) => {
    pauses.push(ms);
    if (pauses.length === 3) stop.abort();
  });
  program.failuresToCome = 1;
  const start = program.start.bind(program);
  program.start = async () => {
    await start();
    // It dies only once it is being watched again.
    setImmediate(() => {
      pass(60_000);
      program.die();
    });
  };
  program.die();
  await keepRunning(program, options);
  expect(pauses).toEqual([500, 1_000, 500]);
});

test('one that is stopped stays stopped', async () => {
  const program = new MortalProgram();
  const { options } = setting(() => {});
  const over = keepRunning(program, options);
  program.isWanted = false;
  program.die();
  await over;
  expect(program.starts).toBe(0);
});
