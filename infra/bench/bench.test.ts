import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { recordCases } from './bff-cases.ts';
import { ask } from './closed-loop.ts';
import { startControls, startOrders } from './measured-servers.ts';
import { bffPart } from './part-bff.ts';
import { growthPart } from './part-growth.ts';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));
const SMOKE = { isSmoke: true, isLong: false };

// Whole servers are started here, on a machine that may be busy; no test says anything about a time.
describe('the bench', { timeout: 180_000 }, () => {
  it('compares with controls that send the same bytes and fields', async () => {
    await using orders = await startOrders(300);
    const { cases, answers } = await recordCases(orders.server.url);
    await using controls = await startControls(answers);
    expect(cases.map(({ name }) => name)).toHaveLength(7);
    for (const { questions } of cases) {
      const [question] = questions;
      if (question === undefined) throw new Error('A case has no question.');
      const ours = await ask(orders.server.url, question, { person: 1 });
      expect(ours.status).toBe(question.status);
      for (const { name, url } of controls.servers) {
        const theirs = await ask(url, question, { person: 1 });
        expect({ name, status: theirs.status }).toEqual({ name, status: ours.status });
        expect(theirs.body.equals(ours.body)).toBe(true);
        expect(fieldsOf(theirs.rawHeaders)).toEqual(fieldsOf(ours.rawHeaders));
      }
    }
  });

  it('measures what every server spends on a request', async () => {
    const { tables, goals } = await bffPart.run(SMOKE);
    expect(tables[0]?.rows).toHaveLength(7);
    for (const [, ...figures] of tables[0]?.rows ?? []) {
      for (const figure of figures) expect(Number.parseFloat(String(figure))).toBeGreaterThan(0);
    }
    expect(goals).toHaveLength(8);
    expect(goals.at(-1)?.figure).toMatch(/ 0 failed$/);
  });

  it('measures what more orders cost', async () => {
    const { tables } = await growthPart.run(SMOKE);
    expect(tables[0]?.rows.map(([orders]) => orders)).toEqual([200, 400]);
    expect(Number(tables[0]?.rows[1]?.at(-1))).toBeGreaterThan(0);
  });

  it('says how it is called when it is called wrongly', async () => {
    const ran = promisify(execFile)(process.execPath, [RUN, '--only', 'everything']);
    await expect(ran).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--only bff,growth'),
    });
  });
});

/** The names of the fields, which is what costs; some values are a request's own. */
function fieldsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders
    .filter((_, at) => at % 2 === 0)
    .map((name) => name.toLowerCase())
    .sort();
}
