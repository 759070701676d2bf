import { chromium, expect, test } from '@playwright/test';
import { faultyChromium } from './faulty-chromium.ts';
import { ACKNOWLEDGED_BY_ANY_STATUS, buildMutant, DELETED_BEFORE_SEND } from './mutations.ts';
import type { Violation } from './oracle.ts';
import { EVERYTHING } from './plan.ts';
import { ROUGH, type Weather } from './request-faults.ts';
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

/** Few kinds of steps: there has to be something to see, not everything. */
const CONTROL = { steps: 20, weights: { edit: 6, wake: 1, sleep: 1 } };
const only = (weights: Weather['weights']): Weather => ({ ...ROUGH, probability: 0.5, weights });
const rulesOf = (violations: readonly Violation[]) => new Set(violations.map(({ rule }) => rule));

test('negative control: an entry that is deleted before it is sent is reported as lost', async () => {
  await using mutant = await buildMutant(DELETED_BEFORE_SEND);
  const weather = only({ 'drop-before': 1, 'page-before': 1 });
  const { violations } = await play('deleted', { ...CONTROL, weather, appDirectory: mutant.directory });
  expect(rulesOf(violations)).toContain('lost');
});

test('negative control: an edit that any answer settles is reported as lost', async () => {
  await using mutant = await buildMutant(ACKNOWLEDGED_BY_ANY_STATUS);
  const weather = only({ 'problem-before': 1 });
  const { violations } = await play('acknowledged', { ...CONTROL, weather, appDirectory: mutant.directory });
  expect(rulesOf(violations)).toContain('lost');
});

test('negative control: a server that looks at the tag before the key is reported', async () => {
  const weather = { ...only({ 'tag-first': 1 }), probability: 1 };
  const { violations } = await play('tag first', { ...CONTROL, weather });
  expect(rulesOf(violations)).toContain('wire');
});
