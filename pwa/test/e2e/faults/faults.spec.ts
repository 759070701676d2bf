import { chromium, expect, test } from '@playwright/test';
import { faultyChromium } from './faulty-chromium.ts';
import type { History } from './history.ts';
import { ACKNOWLEDGED_BY_ANY_STATUS, buildMutant, DELETED_BEFORE_SEND } from './mutations.ts';
import type { Violation } from './oracle.ts';
import { EVERYTHING } from './plan.ts';
import { type RequestFault, ROUGH, type Weather } from './request-faults.ts';
import { playRound, type RoundOptions } from './round.ts';
import { World } from './world.ts';

// The short form; `npm run test:faults -- --hours 6` goes on for as long as it is told.
test.describe.configure({ mode: 'parallel' });
// So much takes longer on a machine that is busy with other things.
test.setTimeout(300_000);
test.use({ trace: 'off' });

async function play(
  seed: string,
  options: Partial<RoundOptions> & { appDirectory?: string },
): Promise<{ violations: Violation[]; world: World }> {
  await using browser = await chromium.launch(faultyChromium);
  const { appDirectory, ...round } = options;
  await using world = await World.start({
    browser,
    seed,
    tabCount: 3,
    ...(appDirectory === undefined ? {} : { appDirectory }),
  });
  const defaults = { name: '1', steps: 60, weights: EVERYTHING, weather: ROUGH, restMs: 60, reopens: true };
  return { violations: await playRound(world, { ...defaults, ...round }), world };
}

test('F-01 F-02 F-03: whatever fails, a saved edit arrives, once and in order', async () => {
  const { violations, world } = await play(process.env['FAULTS_SEED'] ?? 'short form', {});
  expect(violations, `what happened is in ${world.journalPath}`).toEqual([]);
  expect(world.history.edits.filter(({ outcome }) => outcome === 'confirmed').length).toBeGreaterThan(10);
  expect(world.faultCount).toBeGreaterThan(40);
});

/** Goes on until what the control is about has happened for sure, which is soon. */
const CONTROL = { steps: 400, weights: { edit: 4, wake: 1, sleep: 1 } };
const always = (fault: RequestFault): Weather => ({
  ...ROUGH,
  probability: 1,
  isForEditsOnly: true,
  weights: { [fault]: 1 },
});
const rulesOf = (violations: readonly Violation[]) => new Set(violations.map(({ rule }) => rule));

/** Confirmed edits were sent, and the server never got them. (Dropped ones and 408 a browser may repeat by itself.) */
function isStopped({ edits, attempts }: History): boolean {
  const stopped = attempts.filter(({ serverStatus }) => serverStatus === null);
  const gone = edits.filter(
    ({ outcome, recordId, field, value }) =>
      outcome === 'confirmed' &&
      stopped.some((attempt) => attempt.recordId === recordId && attempt.patch[field] === value),
  );
  return gone.length >= 3;
}

test('negative control: an entry that is deleted before it is sent is reported as lost', async () => {
  await using mutant = await buildMutant(DELETED_BEFORE_SEND);
  const bad = { weather: always('page-before'), isEnough: isStopped, appDirectory: mutant.directory };
  const { violations } = await play('deleted', { ...CONTROL, ...bad });
  expect(rulesOf(violations)).toContain('lost');
});

test('negative control: an edit that any answer settles is reported as lost', async () => {
  await using mutant = await buildMutant(ACKNOWLEDGED_BY_ANY_STATUS);
  const bad = { weather: always('throttle'), isEnough: isStopped, appDirectory: mutant.directory };
  const { violations } = await play('acknowledged', { ...CONTROL, ...bad });
  expect(rulesOf(violations)).toContain('lost');
});

test('negative control: a server that looks at the tag before the key is reported', async () => {
  const isRefused = ({ attempts }: History) => attempts.some(({ seenStatus }) => seenStatus === 412);
  const bad = { weather: always('tag-first'), isEnough: isRefused };
  const { violations } = await play('tag first', { ...CONTROL, ...bad });
  expect(rulesOf(violations)).toContain('wire');
});
