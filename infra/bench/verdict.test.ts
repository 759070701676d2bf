import { describe, expect, it } from 'vitest';
import { busyShare } from './machine-load.ts';
import { measure } from './measure.ts';
import type { Part, PartResult } from './part.ts';
import { formatRun, withoutVerdict, withRun } from './results-page.ts';
import { formatSpread, ratiosOf, spreadOf, width } from './statistics.ts';

const RESULT: PartResult = {
  tables: [{ title: 'Cost', columns: ['what', 'us'], rows: [['list', 12]] }],
  goals: [{ name: 'list', goal: 'at most 20', figure: '12', isMet: true }],
  doubts: [],
};
const part = (isTimed: boolean, result: Partial<PartResult> = {}): Part => ({
  title: 'Part',
  isTimed,
  run: async () => ({ ...RESULT, ...result }),
});
const options = { isSmoke: false, isLong: false };
const looks =
  (...shares: number[]) =>
  async () =>
    shares.shift() ?? 0;

describe('a verdict', () => {
  const verdictOn = (one: Part, ...shares: number[]) =>
    measure([one], { options, look: looks(...shares), say: () => {} });

  it('stands on a machine that does nothing else', async () => {
    expect(await verdictOn(part(true), 0.02, 0.09)).toMatchObject({ refusals: [], foreignShare: 0.09 });
  });

  it.each([
    ['before', [0.5, 0]],
    ['after', [0, 0.11]],
  ])('is refused when the machine is busy %s it', async (_when, shares) => {
    const { refusals } = await measure([part(true)], {
      options,
      isRegardless: true,
      look: looks(...shares),
      say: () => {},
    });
    expect(refusals).toEqual([
      expect.stringMatching(/^Part: others used \d+ % of the machine, more than 10 %\.$/),
    ]);
  });

  it('is refused at once, without measuring, when the machine is busy already', async () => {
    const { parts, refusals } = await verdictOn(part(true), 0.5);
    expect(parts).toEqual([]);
    expect(refusals).toEqual([expect.stringMatching(/50 % .* not measured; --regardless does\.$/)]);
  });

  it('is refused when rounds contradict one another', async () => {
    const { refusals } = await verdictOn(part(true, { doubts: ['list: the rounds lie 80 % apart'] }));
    expect(refusals).toEqual(['Part: list: the rounds lie 80 % apart.']);
  });

  it('on what is counted does not depend on the machine', async () => {
    expect((await verdictOn(part(false), 1, 1)).refusals).toEqual([]);
  });
});

describe('the page of results', () => {
  const about = {
    date: '2026-12-01 10:00',
    commit: 'abc',
    machine: '2 × CPU',
    node: 'Node 26',
    options: 'npm run bench',
  };
  const run = (date: string) =>
    formatRun({ ...about, date, foreignShare: 0.01 }, [{ title: 'BFF', result: RESULT }]);

  it('begins with what it is, and takes the newest run first, keeping the others to the letter', () => {
    const first = withRun('', run('2026-12-01'));
    expect(first).toMatch(/^# Benchmarks\n/);
    const second = withRun(first, run('2026-12-02'));
    expect(second.match(/^## .*/gm)).toEqual(['## 2026-12-02, abc', '## 2026-12-01, abc']);
    expect(second.endsWith(first.slice(first.indexOf('## 2026')))).toBe(true);
    expect(second.match(/^# Benchmarks/gm)).toHaveLength(1);
  });

  it('says of each goal whether it was met, unless there is no verdict', () => {
    expect(run('2026-12-01')).toMatch(/\| list \| at most 20 \| 12 +\| yes \|/);
    const refused = formatRun({ ...about, foreignShare: 1 }, [
      withoutVerdict({ title: 'BFF', result: RESULT }),
    ]);
    expect(refused).not.toContain('at most 20');
  });
});

describe('figures', () => {
  it('are medians with what was least and most', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
    expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5);
    expect(formatSpread(spreadOf([1, 2, 3]))).toBe('2.00 (1.00 to 3.00)');
    expect(width(spreadOf([1, 2, 3]))).toBe(1);
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('are compared within their round', () => {
    expect(ratiosOf([10, 40], [5, 10])).toEqual([2, 4]);
  });

  it('of the machine count all that was not idle, on all cores', () => {
    const core = (idle: number, user: number) => ({
      model: '',
      speed: 0,
      times: { idle, user, sys: 0, nice: 0, irq: 0 },
    });
    expect(busyShare([core(0, 0), core(0, 0)], [core(50, 50), core(100, 0)])).toBe(0.25);
    expect(busyShare([core(1, 1)], [core(1, 1)])).toBe(0);
  });
});
