import { HEADERS, type Order } from '@orders/contract';
import { realClock } from '../support/redis-setting.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { Client } from './client.ts';
import { Copier } from './copier.ts';
import { forgottenEdits, judgeHistory } from './judge-history.ts';
import type { History, Recorded } from './recording.ts';
import { makeTrouble, type TroubleOptions } from './troubles.ts';
import type { Site, World } from './world.ts';

export interface RoundOptions {
  readonly seed: number;
  readonly operations: number;
  readonly clients: number;
  /** How many troubles there are at a time. */
  readonly troubles: number;
  readonly isAllowed?: TroubleOptions['isAllowed'];
}

export interface RoundResult {
  readonly history: History;
  readonly violations: readonly { readonly rule: string; readonly text: string }[];
  readonly counts: Readonly<Record<'ok' | 'refused' | 'unknown' | 'reads', number>>;
  readonly troubles: ReadonlyMap<string, number>;
  readonly statuses: ReadonlyMap<string, number>;
  /** Edits that were done twice because the memory of them was lost. */
  readonly forgotten: number;
  readonly resets: number;
}

/** How long a world may take to come to rest. */
const REST_MS = 40_000;
const LOOK_EVERY_MS = 50;

/** Plays rounds in one world: trouble and work, then rest, then the verdict. */
export class Play {
  readonly #world: World;
  readonly #edits = new Map<string, number>();
  readonly #copiers: readonly Copier[];
  /** Edits of earlier rounds of which nobody knows whether they still come. */
  #open: Recorded[] = [];

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#copiers = [1, 2].map(
      (number) => new Copier(`copy ${number}`, world, new SeededRandom(seed + number)),
    );
  }

  async round({ seed, operations: count, clients, troubles, isAllowed }: RoundOptions): Promise<RoundResult> {
    const world = this.#world;
    const before = world.truth();
    world.writes.length = 0;
    const counts = new Map<string, number>();
    const workers = Array.from({ length: clients }, (_, index) => {
      const random = new SeededRandom(seed * 1_000 + index);
      return new Client({ name: `client ${index + 1}`, world, random, edits: this.#edits });
    });
    let left = count;
    const isOver = () => left <= 0;
    const options = { isOver, counts, ...(isAllowed === undefined ? {} : { isAllowed }) };
    const trouble = Array.from({ length: troubles }, (_, index) =>
      makeTrouble(world, new SeededRandom(seed * 1_000 + 500 + index), options),
    );
    const copying = this.#copiers.map((copier) => copier.work(isOver));
    await Promise.all(workers.map((worker) => worker.work(() => left-- > 0)));
    await Promise.all([...trouble, ...copying]);
    const recorded = workers.flatMap((worker) => worker.recorded);
    const hung = workers.flatMap((worker) => worker.hung);
    const end = await this.#rest();
    const { writes, losses } = world;
    const operations = [...this.#open, ...recorded];
    const history = { before, operations, writes: [...writes], losses: [...losses], ...end };
    this.#open = history.operations.filter((one) => one.kind === 'edit' && one.outcome === 'unknown');
    return {
      history,
      violations: [...judgeHistory(history), ...hung.map((text) => ({ rule: 'hung', text }))],
      counts: countOutcomes(recorded),
      troubles: counts,
      statuses: addUp(workers.map(({ statuses }) => statuses)),
      forgotten: forgottenEdits(history).length,
      resets: this.#copiers.reduce((sum, { resets }) => sum + resets, 0),
    };
  }

  /** Waits until every replica is well and all show the same, at the latest after a while; what is so then counts. */
  async #rest(): Promise<Pick<History, 'after' | 'copies' | 'tables'>> {
    const { sites, simulator } = this.#world;
    simulator.faults.clear();
    const giveUpAt = realClock.now() + REST_MS;
    const until = async (isMet: () => Promise<boolean>) => {
      while (!(await isMet().catch(() => false)) && realClock.now() < giveUpAt)
        await realClock.sleep(LOOK_EVERY_MS);
    };
    await until(async () => (await Promise.all(sites.map(isWell))).every(Boolean));
    // Edits of which nobody knew whether they were done are looked at with the next read.
    await until(async () => (await fetch(`${addressOf(sites[0])}/api/orders/sync`, { method: 'POST' })).ok);
    await until(async () => isAlike(await Promise.all(sites.map(readTable)), this.#world.truth()));
    for (const copier of this.#copiers) await until(() => copier.finish().then(() => true));
    const tables = await Promise.all(
      sites.map(async (site) => [site.replica.name, (await readTable(site)).statuses] as const),
    );
    return {
      after: this.#world.truth(),
      copies: new Map(this.#copiers.map(({ name, copy }) => [name, new Map(copy)])),
      tables: new Map(tables),
    };
  }
}

interface TableState {
  readonly version: string;
  readonly statuses: ReadonlyMap<string, string>;
}

const addressOf = (site: Site | undefined) => site?.replica.address ?? '';

async function isWell({ replica }: Site): Promise<boolean> {
  const health = (await (await fetch(`${replica.address}/health`)).json()) as { status: string };
  return health.status === 'ok';
}

async function readTable({ replica }: Site): Promise<TableState> {
  const answer = await fetch(`${replica.address}/api/orders?pageSize=500`);
  const { orders } = (await answer.json()) as { orders: readonly Order[] };
  return {
    version: answer.headers.get(HEADERS.version) ?? '',
    statuses: new Map(orders.map(({ recordId, status }) => [recordId, String(status)])),
  };
}

function isAlike(states: readonly TableState[], truth: ReadonlyMap<string, string>): boolean {
  const isTrue = ({ statuses }: TableState) =>
    statuses.size === truth.size && [...truth].every(([id, status]) => statuses.get(id) === status);
  return states.every((state) => state.version === states[0]?.version && isTrue(state));
}

function countOutcomes(recorded: readonly Recorded[]): RoundResult['counts'] {
  const counts = { ok: 0, refused: 0, unknown: 0, reads: 0 };
  for (const one of recorded) counts[one.kind === 'read' ? 'reads' : one.outcome]++;
  return counts;
}

/** The sums of what several have counted. */
export function addUp(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts.flatMap((one) => [...one]))
    sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}
