import { expect, test } from 'vitest';
import { createHandClock } from '../../test/support/hand-clock.ts';
import { Job } from './job.ts';

test('asked for many times during a run, it runs once more', async () => {
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const job = new Job({
    clock: createHandClock(),
    async run() {
      runs += 1;
      await gate.promise;
      return null;
    },
  });
  job.start();
  const first = job.request();
  await Promise.resolve();
  const later = [job.request(), job.request({ isHurried: true }), job.request()];
  gate.resolve();
  await Promise.all([first, ...later]);
  expect(runs).toBe(2);
});

test('hurry is remembered until the run that it was asked for', async () => {
  const seen: boolean[] = [];
  const job = new Job({
    clock: createHandClock(),
    async run({ isHurried }) {
      seen.push(isHurried);
      return null;
    },
  });
  job.start();
  await Promise.all([job.request({ isHurried: true }), job.request()]);
  await job.request();
  expect(seen).toEqual([true, false]);
});

test('F-11: it comes back by itself when it said so, whatever happens in between', async () => {
  const clock = createHandClock();
  let runs = 0;
  const job = new Job({
    clock,
    async run() {
      runs += 1;
      return runs < 3 ? 5_000 : null;
    },
  });
  job.start();
  await job.request();
  for (const expected of [2, 3]) {
    expect(clock.nextInMs()).toBe(5_000);
    clock.advance(5_000);
    await job.request().then(() => undefined);
    expect(runs).toBeGreaterThanOrEqual(expected);
  }
});

test('a failure inside does not end the job', async () => {
  let runs = 0;
  const job = new Job({
    clock: createHandClock(),
    async run() {
      runs += 1;
      throw new Error('broken');
    },
  });
  job.start();
  await job.request();
  await job.request();
  expect(runs).toBe(2);
});

test('stopping breaks off what runs, waits for it, and nothing is left to come', async () => {
  const clock = createHandClock();
  const job = new Job({
    clock,
    run: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(1_000));
      }),
  });
  job.start();
  const run = job.request();
  await Promise.resolve();
  await job.stop();
  await run;
  expect(clock.nextInMs()).toBeNull();
  await job.request();
  expect(job.isRunning).toBe(false);
});
