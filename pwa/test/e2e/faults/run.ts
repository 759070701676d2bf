import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { faultyChromium } from './faulty-chromium.ts';
import { buildMutant, OTHER_VERSION } from './mutations.ts';
import { EVERYTHING } from './plan.ts';
import { ROUGH_AND_LONG } from './request-faults.ts';
import { playRound } from './round.ts';
import { World } from './world.ts';

// The long form: `npm run test:faults -- --hours 6 --seed monday`, or `--steps 100000` for so many faults. It ends with
// 0 when nothing was violated. What happened is in node_modules/.cache/faults, one file a world.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now()) },
    hours: { type: 'string', default: '0' },
    /** Faults in all worlds together. */
    steps: { type: 'string', default: '0' },
    /** Devices with a server and an Airtable of their own, side by side. */
    worlds: { type: 'string', default: '2' },
    /** Steps of the plan in a round; what happens to requests comes on top. */
    round: { type: 'string', default: '200' },
  },
});
const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);
const endsAt = Date.now() + Number(values.hours) * 3_600_000;
const totals = { faults: 0, edits: 0, confirmed: 0, writes: 0, rounds: 0, violations: 0, broken: 0 };
const counts = new Map<string, number>();
const isGoingOn = () => Date.now() < endsAt || totals.faults < Number(values.steps);
/** A world that cannot go on is replaced; where that happens again and again something is wrong with the machine. */
const BROKEN_LIMIT = 20;

say(`seed ${values.seed}`);
await using other = await buildMutant(OTHER_VERSION);
await Promise.all(Array.from({ length: Number(values.worlds) }, (_, index) => playWorlds(index)));
say(JSON.stringify(Object.fromEntries([...counts].sort())));
say(`done ${JSON.stringify(totals)}`);
process.exitCode = totals.violations === 0 && totals.broken === 0 ? 0 : 1;

/** One world after the other, each until it breaks. At least one round is played. */
async function playWorlds(index: number): Promise<void> {
  for (let life = 0; life === 0 || isGoingOn(); life += 1) {
    try {
      return await playWorld(`${values.seed}/${index}.${life}`);
    } catch (failure) {
      totals.broken += 1;
      say(`BROKEN ${values.seed}/${index}.${life}: ${failure instanceof Error ? failure.stack : failure}`);
      if (totals.broken >= BROKEN_LIMIT) return;
    }
  }
}

async function playWorld(seed: string): Promise<void> {
  await using browser = await chromium.launch(faultyChromium);
  await using world = await World.start({ browser, seed, tabCount: 3, otherBuild: other.directory });
  for (let round = 1; round === 1 || isGoingOn(); round += 1) {
    await playOneRound(world, seed, round);
  }
}

async function playOneRound(world: World, seed: string, round: number): Promise<void> {
  world.counts.clear();
  const violations = await playRound(world, {
    name: String(round),
    steps: Number(values.round),
    weights: EVERYTHING,
    weather: ROUGH_AND_LONG,
    restMs: 60,
    reopens: round % 2 === 0,
  });
  const { edits, writes } = world.history;
  for (const [kind, count] of world.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
  totals.rounds += 1;
  totals.faults += world.faultCount;
  totals.edits += edits.length;
  totals.confirmed += edits.filter(({ outcome }) => outcome === 'confirmed').length;
  totals.writes += writes.length;
  totals.violations += violations.length;
  say(`${seed} round ${round} ${JSON.stringify(totals)}`);
  for (const { rule, text } of violations) say(`  VIOLATION ${rule}: ${text} (${world.journalPath})`);
  if (violations.length > 0) world.note('violations', { violations, history: world.history });
}
