import { realClock } from '../support/redis-setting.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Toxics } from '../support/toxics.ts';
import type { Site, World } from './world.ts';

type Trouble = (at: { world: World; random: SeededRandom; site: Site }) => Promise<void>;

const SILENCE: Toxics = { timeout: {} };

/**
 * What happens to a world, from its beginning to its end. Writes that reach Airtable long after whoever sent them has
 * given up are left out: Airtable takes no conditions, so nobody could do anything about them.
 */
const TROUBLES = {
  'replica killed': async ({ random, site: { replica } }) => {
    await replica.kill();
    await lasting(random, 0, 500);
    await replica.start();
  },
  'replica frozen': async ({ random, site: { replica } }) => {
    replica.pause();
    await lasting(random, 100, 2_500);
    replica.resume();
  },
  'redis restarted empty': async ({ world }) => {
    await world.redis.restart();
    world.losses.push(world.instants.next());
  },
  'redis killed': async ({ world, random }) => {
    await world.redis.kill();
    world.losses.push(world.instants.next());
    await lasting(random, 50, 1_500);
    await world.redis.restart();
  },
  'redis frozen': async ({ world, random }) => {
    world.redis.pause();
    await lasting(random, 50, 1_500);
    world.redis.resume();
  },
  'redis link cut': async ({ site: { toRedis } }) => toRedis.cut(),
  'redis link silent': async ({ random, site: { toRedis } }) => {
    if (random.chance(0.7)) toRedis.set('toServer', SILENCE);
    if (random.chance(0.7)) toRedis.set('fromServer', SILENCE);
    await lasting(random, 50, 2_000);
    if (random.chance(0.5)) toRedis.cut();
    await toRedis.clear();
  },
  'redis link slow': async ({ random, site: { toRedis } }) => {
    toRedis.set('fromServer', { latency: { ms: 20 + random.below(400), jitterMs: random.below(200) } });
    await lasting(random, 100, 1_500);
    await toRedis.clear();
  },
  'redis link cut short': async ({ random, site: { toRedis } }) => {
    toRedis.set('fromServer', { limitData: { bytes: 1 + random.below(4_000) }, slicer: { bytes: 40 } });
    await lasting(random, 100, 1_000);
    await toRedis.clear();
  },
  'redis link down': async ({ random, site: { toRedis } }) => {
    await toRedis.down();
    await lasting(random, 50, 1_500);
    await toRedis.clear();
  },
  'airtable link cut': async ({ site: { toAirtable } }) => toAirtable.cut(),
  'airtable link answers lost': async ({ random, site: { toAirtable } }) => {
    toAirtable.set('fromServer', SILENCE);
    await lasting(random, 50, 1_500);
    toAirtable.cut();
    await toAirtable.clear();
  },
  'airtable link requests lost': async ({ random, site: { toAirtable } }) => {
    toAirtable.set('toServer', SILENCE);
    await lasting(random, 50, 1_500);
    toAirtable.cut();
    await toAirtable.clear();
  },
  'airtable link slow': async ({ random, site: { toAirtable } }) => {
    toAirtable.set('fromServer', { latency: { ms: random.below(600), jitterMs: 100 } });
    await lasting(random, 100, 1_500);
    await toAirtable.clear();
  },
  'airtable 5xx': ({ world, random }) =>
    upstream(world, random, { kind: 'error', status: 502, when: random.chance(0.5) ? 'after' : 'before' }),
  'airtable drops': ({ world, random }) =>
    upstream(world, random, { kind: 'drop', when: random.chance(0.5) ? 'after' : 'before' }),
  'airtable silent': ({ world, random }) =>
    upstream(world, random, { kind: 'hang', when: random.chance(0.5) ? 'after' : 'before' }),
  'airtable 429': ({ world, random }) => upstream(world, random, { kind: 'lockOut' }),
} satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof TROUBLES;

const NAMES = Object.keys(TROUBLES) as TroubleName[];

/** Has one thing after the other happen until it is over; resolves when the last one has ended. */
export async function makeTrouble(
  world: World,
  random: SeededRandom,
  { isOver, counts, isAllowed = () => true }: TroubleOptions,
): Promise<void> {
  const names = NAMES.filter(isAllowed);
  while (!isOver()) {
    const name = random.pick(names);
    const site = random.pick(world.sites);
    const subject = subjectOf(name, site);
    if (!world.inTrouble.has(subject)) {
      world.inTrouble.add(subject);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const trouble: Trouble = TROUBLES[name];
      await trouble({ world, random, site });
      world.inTrouble.delete(subject);
    }
    await lasting(random, 50, 700);
  }
}

/** Two things at once do not happen to the same link or process: neither would know what it finds. */
function subjectOf(name: TroubleName, { replica }: Site): string {
  const place = name.startsWith('replica') || name.includes(' link ') ? replica.address : '';
  return `${name.split(' ')[0]} ${place}`;
}

export interface TroubleOptions {
  isOver(): boolean;
  readonly counts: Map<string, number>;
  isAllowed?(name: TroubleName): boolean;
}

type Fault = Parameters<World['simulator']['faults']['add']>[0];

/** Some of the next calls to Airtable. */
async function upstream(world: World, random: SeededRandom, fault: Fault): Promise<void> {
  const id = world.simulator.faults.add({ ...fault, count: 1 + random.below(8), probability: 0.7 });
  await lasting(random, 50, 1_000);
  world.simulator.faults.remove(id);
}

function lasting(random: SeededRandom, leastMs: number, mostMs: number): Promise<void> {
  return realClock.sleep(leastMs + random.next() * (mostMs - leastMs));
}
