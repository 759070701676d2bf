import { expect, test } from 'vitest';
import { ModelCompany } from './support/model-company.ts';
import { SeededRandom } from './support/seeded-random.ts';

const HOUR_MS = 3_600_000;
/** `MODEL_HOURS=1000 MODEL_SEEDS=20 npm test -- bff/test/engine-days` is the long form. */
const HOURS = Number(process.env['MODEL_HOURS'] ?? 250);
const SEEDS = Number(process.env['MODEL_SEEDS'] ?? 4);
const FIRST_SEED = Number(process.env['MODEL_SEED'] ?? 1);

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
  test(`the engine keeps its promises for ${HOURS} hours of a company's work (seed ${seed})`, async () => {
    const company = new ModelCompany(new SeededRandom(seed));
    await company.clock.advance(HOURS * HOUR_MS);
    const { calls, throttled } = company.meter;
    process.stdout.write(`${JSON.stringify({ seed, calls, throttled, ...company.counts })}\n`);
    expect(company.violations).toEqual([]);
    expect(company.counts.acknowledged).toBeGreaterThan(HOURS);
  }, 600_000);
}
