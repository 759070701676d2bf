import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { faultyChromium } from './faulty-chromium.ts';
import { buildMutant, OTHER_VERSION } from './mutations.ts';
import { EVERYTHING } from './plan.ts';
import { ROUGH_AND_LONG } from './request-faults.ts';
import { playRound } from './round.ts';
import { World } from './world.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now()) },
    hours: { type: 'string' },
    steps: { type: 'string' },
    worlds: { type: 'string', default: '2' },
    /** Steps of the plan; what happens to requests comes on top. */
    round: { type: 'string', default: '200' },
  },
});
const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);

/** Until which moment, or how many faults; without either one round each. */
const endsAt = values.hours === undefined ? 0 : Date.now() + Number(values.hours) * 3_600_000;
const wanted = values.steps === undefined ? 0 : Number(values.steps);
say(`seed ${values.seed}`);
const totals = { faults: 0, edits: 0, confirmed: 0, writes: 0, rounds: 0, violations: 0 };

await using other = await buildMutant(OTHER_VERSION);
await using browser = await chromium.launch(faultyChromium);
await Promise.all(Array.from({ length: Number(values.worlds) }, (_, index) => playWorld(index)));
say(`done ${JSON.stringify(totals)}`);
process.exitCode = totals.violations === 0 ? 0 : 1;

async function playWorld(index: number): Promise<void> {
  const seed = `${values.seed}/${index}`;
  await using world = await World.start({ browser, seed, tabCount: 3, otherBuild: other.directory });
  let before = 0;
  for (let round = 1; round === 1 || Date.now() < endsAt || totals.faults < wanted; round += 1) {
    const violations = await playRound(world, {
      name: String(round),
      steps: Number(values.round),
      weights: EVERYTHING,
      weather: ROUGH_AND_LONG,
      restMs: 60,
      reopens: round % 2 === 0,
    });
    const { edits, writes } = world.history;
    totals.rounds += 1;
    totals.faults += world.faultCount - before;
    before = world.faultCount;
    totals.edits += edits.length;
    totals.confirmed += edits.filter(({ outcome }) => outcome === 'confirmed').length;
    totals.writes += writes.length;
    totals.violations += violations.length;
    say(`${seed} round ${round} ${JSON.stringify(totals)}`);
    for (const { rule, text } of violations) say(`  VIOLATION ${rule}: ${text} (${world.journalPath})`);
    if (violations.length > 0) world.note('violations', { violations, history: world.history });
  }
  say(`${seed} ${JSON.stringify(Object.fromEntries(world.counts))}`);
}
