import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../support/seeded-random.ts';
import { addUp, Play, type RoundResult } from './round.ts';
import { World } from './world.ts';

// The long form: `npm run test:history -- --operations 10000 --seed 7`. It ends with 0 when nothing was violated.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    operations: { type: 'string', default: '10000' },
    /** Operations between two moments of rest. */
    round: { type: 'string', default: '500' },
    clients: { type: 'string', default: '6' },
    replicas: { type: 'string', default: '3' },
    orders: { type: 'string', default: '12' },
    troubles: { type: 'string', default: '2' },
    /** Only troubles whose name has this in it. */
    only: { type: 'string', default: '' },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const seed = seedOf(values.seed);
const rounds = Math.ceil(Number(values.operations) / Number(values.round));
const results: RoundResult[] = [];

say(`seed ${seed}`);
await using world = await World.start({
  random: new SeededRandom(seed),
  orders: Number(values.orders),
  replicas: Number(values.replicas),
});
const play = new Play(world, seed);
for (let index = 0; index < rounds; index++) {
  const startedAt = Date.now();
  const result = await play.round({
    seed: seed + index,
    operations: Number(values.round),
    clients: Number(values.clients),
    troubles: Number(values.troubles),
    isAllowed: (name) => name.includes(values.only),
  });
  results.push(result);
  say(`round ${index + 1}/${rounds} ${JSON.stringify(result.counts)} in ${Date.now() - startedAt} ms`);
  for (const { rule, text } of result.violations) say(`  VIOLATION ${rule}: ${text}`);
  if (result.violations.length > 0) await keep(index, result);
}
summarize();

function summarize(): void {
  const count = (name: keyof RoundResult['counts']) =>
    results.reduce((sum, { counts }) => sum + counts[name], 0);
  const [ok, refused, unknown, reads] = [count('ok'), count('refused'), count('unknown'), count('reads')];
  const violations = addUp(
    results.map(
      (one) =>
        new Map(
          [...Map.groupBy(one.violations, ({ rule }) => rule)].map(([rule, all]) => [rule, all.length]),
        ),
    ),
  );
  say(`answers ${tell(addUp(results.map(({ statuses }) => statuses)))}`);
  say(`faults ${tell(addUp(results.map(({ troubles }) => troubles)))}`);
  say(
    `history: seed ${seed}, ${ok + refused + unknown + reads} operations (${reads} reads; edits: ${ok} ok, ${refused} refused, ${unknown} unknown; ${results.reduce((sum, { forgotten }) => sum + forgotten, 0)} forgotten), ${[...violations.values()].reduce((sum, one) => sum + one, 0)} violations ${tell(violations)}`,
  );
  process.exitCode = violations.size === 0 ? 0 : 1;
}

/** A number from any text, so that a seed may be a word. */
function seedOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}

function tell(counts: ReadonlyMap<string, number>): string {
  return JSON.stringify(Object.fromEntries([...counts].sort()));
}

/** What led to a violation, to be looked at. */
async function keep(index: number, { history, violations }: RoundResult): Promise<void> {
  const file = join(tmpdir(), `orders-history-${seed}-${index + 1}.json`);
  const logs = Object.fromEntries(world.sites.map(({ replica }) => [replica.name, replica.log]));
  const plain = (_key: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
  await writeFile(file, JSON.stringify({ violations, history, logs }, plain, 1));
  say(`  kept in ${file}`);
}
