import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { CallLine, type Gate } from './call-line.ts';
import { CALL_CLASSES, type CallClass } from './call-order.ts';
import { Failure } from './failures.ts';
import { Gcra } from './gcra.ts';

const SPACING_MS = 200;

function createLine(overrides: Partial<Gate> = {}) {
  const clock = new FakeClock({ startMs: 0 });
  const gcra = new Gcra(SPACING_MS);
  const take = (): ReturnType<Gate['take']> => {
    const ms = gcra.take(clock.now());
    return ms === 0 ? { kind: 'go' } : { kind: 'wait', ms };
  };
  const line = new CallLine({ take, leave: () => {}, ...overrides }, clock);
  const log: string[] = [];
  const enter = (name: string, callClass: CallClass, options: Parameters<CallLine['enter']>[1] = {}) =>
    line.enter(callClass, options).then(
      () => void log.push(`${name}@${clock.now()}`),
      (error: unknown) =>
        void log.push(`${name} ${error instanceof Failure ? error.kind : error}@${clock.now()}`),
    );
  return { clock, gcra, line, log, enter };
}

describe('call line', () => {
  test('lets writes go before syncs and syncs before background, each in order of arrival', async () => {
    const { clock, log, enter } = createLine();
    void enter('first', 'background');
    await clock.advance(0);
    void enter('background', 'background');
    void enter('sync', 'sync');
    void enter('write 1', 'write');
    void enter('write 2', 'write');
    await clock.advance(1000);
    expect(log).toEqual(['first@0', 'write 1@200', 'write 2@400', 'sync@600', 'background@800']);
  });

  test('a write that comes just before a slot is free takes it from the one that waited for it', async () => {
    const { clock, log, enter } = createLine();
    void enter('a', 'sync');
    void enter('b', 'sync');
    await clock.advance(199);
    void enter('write', 'write');
    await clock.advance(201);
    expect(log).toEqual(['a@0', 'write@200', 'b@400']);
  });

  test('whoever is given up leaves the line to the others', async () => {
    const { clock, log, enter } = createLine();
    const controller = new AbortController();
    void enter('a', 'write');
    void enter('b', 'write', { signal: controller.signal });
    void enter('c', 'background');
    await clock.advance(100);
    controller.abort('gone');
    await clock.advance(100);
    expect(log).toEqual(['a@0', 'b gone@100', 'c@200']);
  });

  test('a pause turns away at once whoever cannot wait so long, with the true time, and holds the others', async () => {
    const { clock, line, log, enter } = createLine();
    line.pause(30_000);
    const hopeless = line.enter('write', { deadlineMs: 12_000 });
    await expect(hopeless).rejects.toMatchObject({ kind: 'source-throttled', retryAfterMs: 30_000 });
    void enter('patient', 'write', { deadlineMs: 40_000 });
    await clock.advance(29_999);
    expect(log).toEqual([]);
    expect(line.pausedUntil).toBe(30_000);
    await clock.advance(1);
    expect(log).toEqual(['patient@30000']);
    expect(line.pausedUntil).toBeNull();
  });

  test('a pause that begins later turns waiting callers away as well', async () => {
    const { clock, line, log, enter } = createLine();
    void enter('a', 'sync');
    void enter('b', 'sync', { deadlineMs: 5000 });
    await clock.advance(100);
    line.pause(20_000);
    await clock.advance(0);
    expect(log).toEqual(['a@0', 'b source-throttled@100']);
  });

  test('a deadline that passes in the line ends the waiting', async () => {
    const { clock, log, enter } = createLine();
    for (let index = 0; index < 4; index++) void enter(`write ${index}`, 'write');
    void enter('late', 'sync', { deadlineMs: 500 });
    await clock.advance(2000);
    expect(log).toContain('late source-throttled@500');
    expect(log).toHaveLength(5);
  });

  test('a slot given to a write is not inherited by a less urgent call', async () => {
    const grant = Promise.withResolvers<{ kind: 'go' }>();
    const asked: CallClass[] = [];
    const answers: ReturnType<Gate['take']>[] = [grant.promise];
    const { clock, log, enter } = createLine({
      take({ callClass }) {
        asked.push(callClass);
        return answers.shift() ?? { kind: 'wait', ms: 1000 };
      },
    });
    const controller = new AbortController();
    void enter('write', 'write', { signal: controller.signal });
    void enter('background', 'background');
    controller.abort('gone');
    grant.resolve({ kind: 'go' });
    await clock.advance(500);
    expect(log).toEqual(['write gone@0']);
    expect(asked).toEqual(['write', 'background']);
  });

  test('the gate hears when nobody waits any more', async () => {
    let hasLeft = false;
    const { clock, enter } = createLine({
      take: () => ({ kind: 'wait', ms: 1000 }),
      leave: () => {
        hasLeft = true;
      },
    });
    const controller = new AbortController();
    void enter('a', 'write', { signal: controller.signal });
    await clock.advance(10);
    expect(hasLeft).toBe(false);
    controller.abort('gone');
    await clock.advance(0);
    expect(hasLeft).toBe(true);
  });

  test('a refusal concerns its class alone', async () => {
    const { clock, log, enter } = createLine({
      take: ({ callClass }) =>
        callClass === 'background'
          ? { kind: 'refused', failure: new Failure('source-quota-used-up', 'used up') }
          : { kind: 'go' },
    });
    void enter('a', 'background');
    void enter('b', 'background');
    void enter('c', 'write');
    await clock.advance(0);
    expect(log).toEqual(
      expect.arrayContaining(['c@0', 'a source-quota-used-up@0', 'b source-quota-used-up@0']),
    );
  });

  test('closing turns everybody away', async () => {
    const { clock, line, log, enter } = createLine();
    void enter('a', 'write');
    void enter('b', 'write');
    await clock.advance(0);
    line.close();
    await clock.advance(1000);
    expect(log).toEqual(['a@0', 'b source-unreachable@0']);
  });
});

describe('call line under any load', () => {
  const arrival = fc.record({
    atMs: fc.nat(10_000),
    callClass: fc.constantFrom<CallClass>(...CALL_CLASSES),
  });

  /** All arrivals with the time at which each got its slot. */
  async function run(arrivals: readonly { atMs: number; callClass: CallClass }[], untilMs: number) {
    const { clock, line } = createLine();
    const admitted: { atMs: number; callClass: CallClass; slotMs: number }[] = [];
    for (const { atMs, callClass } of arrivals) {
      void clock
        .sleep(atMs)
        .then(() => line.enter(callClass, {}))
        .then(() => void admitted.push({ atMs, callClass, slotMs: clock.now() }));
    }
    await clock.advance(untilMs);
    return admitted;
  }

  test('slots keep their distance and everybody gets one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 40, size: 'max' }), async (arrivals) => {
        const admitted = await run(arrivals, 20_000);
        expect(admitted).toHaveLength(arrivals.length);
        for (const [index, { slotMs }] of admitted.entries()) {
          if (index > 0) expect(slotMs - admitted[index - 1]!.slotMs).toBeGreaterThanOrEqual(SPACING_MS);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('no two slots in a row go to less urgent calls while a more urgent one waits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 60, size: 'max' }), async (arrivals) => {
        const admitted = await run(arrivals, 30_000);
        for (const write of admitted.filter(({ callClass }) => callClass === 'write')) {
          const overtaking = admitted.map(
            ({ callClass, slotMs }) => callClass !== 'write' && slotMs > write.atMs && slotMs < write.slotMs,
          );
          expect(overtaking.some((is, index) => is && overtaking[index + 1] === true)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('ten background calls are on their way within 30 s though writes never end', async () => {
    const writes = Array.from({ length: 400 }, (_, index) => ({
      atMs: index * 100,
      callClass: 'write' as const,
    }));
    const background = Array.from({ length: 10 }, () => ({ atMs: 1000, callClass: 'background' as const }));
    const admitted = await run([...writes, ...background], 40_000);
    const waits = admitted
      .filter(({ callClass }) => callClass === 'background')
      .map(({ atMs, slotMs }) => slotMs - atMs);
    expect(waits).toHaveLength(10);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    const order = admitted.map(({ callClass }) => callClass).join();
    expect(order).not.toContain('background,background');
  });
});
