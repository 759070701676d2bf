import { HttpProblem, retryAfter } from './http-problem.ts';
import type { HttpServices } from './services.ts';

/** How often somebody who has waited long enough looks whether that is because of trouble. */
const LOOK_EVERY_MS = 250;

/**
 * The result of work on Airtable, as long as that takes while there is no trouble. With trouble, whoever waits behind
 * others that wait for an answer is answered in time as well; the work itself goes on.
 * @throws HttpProblem 504 when there is trouble and the patience is over
 */
export async function inTime<T>(services: HttpServices, work: Promise<T>): Promise<T> {
  const isOver = new AbortController();
  const late = untilTroubled(services, isOver.signal).then(() => {
    throw new HttpProblem(
      'upstream-timeout',
      'Airtable does not answer. What was asked for may still be done: ask again to find out.',
      { headers: retryAfter(5_000) },
    );
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    isOver.abort();
  }
}

async function untilTroubled(services: HttpServices, signal: AbortSignal): Promise<void> {
  const { clock, patienceMs, editor } = services;
  const failedBefore = editor.failedWrites;
  await clock.sleep(patienceMs, signal);
  while (services.upstream().state === 'ok' && editor.failedWrites === failedBefore)
    await clock.sleep(LOOK_EVERY_MS, signal);
}
