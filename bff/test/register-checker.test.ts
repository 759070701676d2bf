import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRegister, type RegisterOperation, type RegisterStep } from './history/register-checker.ts';
import { SeededRandom } from './support/seeded-random.ts';

let lastId = 0;
const during = (
  [invokedAt, completedAt]: readonly [number, number | null],
  step: RegisterStep,
  shows?: readonly number[],
): RegisterOperation => ({
  id: ++lastId,
  step,
  invokedAt,
  completedAt,
  ...(shows === undefined ? {} : { shows }),
});
const write = (value: string): RegisterStep => ({ kind: 'write', value });
const swap = (expected: string, value: string): RegisterStep => ({ kind: 'swap', expected, value });
const refusal = (expected: string, found: string): RegisterStep => ({ kind: 'refusal', expected, found });
const read = (found: string): RegisterStep => ({ kind: 'read', found });

const isFine = (...operations: RegisterOperation[]) => checkRegister('first', operations).isLinearizable;

describe('a history of a register is accepted', () => {
  test('when nothing happened', () => expect(isFine()).toBe(true));

  test('when one thing happened after the other', () => {
    expect(
      isFine(
        during([1, 2], read('first')),
        during([3, 4], write('a')),
        during([5, 6], swap('a', 'b')),
        during([7, 8], refusal('a', 'b')),
        during([9, 10], read('b')),
      ),
    ).toBe(true);
  });

  test('when what overlaps can be put in some order', () => {
    const reads = [during([2, 3], read('a')), during([4, 5], read('b'))];
    expect(isFine(during([1, 9], write('b')), during([1, 9], write('a')), ...reads)).toBe(true);
  });

  test('when a write of unknown outcome was never done, or done late', () => {
    const unknown = during([1, null], write('a'));
    expect(isFine(unknown, during([2, 3], read('first')))).toBe(true);
    expect(isFine(unknown, during([2, 3], read('first')), during([4, 5], read('a')))).toBe(true);
  });

  test('when a read that may be old shows an older state, but not than what it must show', () => {
    const [one, two] = [during([1, 2], write('a')), during([3, 4], write('b'))];
    expect(isFine(one, two, during([5, 6], read('a'), [one.id]))).toBe(true);
    expect(isFine(one, two, during([5, 6], read('first'), []))).toBe(true);
  });
});

describe('a history of a register is rejected', () => {
  test('when a write was lost', () => {
    expect(isFine(during([1, 2], write('a')), during([3, 4], read('first')))).toBe(false);
  });

  test('when a value comes back', () => {
    const reads = [during([5, 6], read('b')), during([7, 8], read('a'))];
    expect(isFine(during([1, 2], write('a')), during([3, 4], write('b')), ...reads)).toBe(false);
  });

  test('when two writes on the same condition were done', () => {
    expect(isFine(during([1, 9], swap('first', 'a')), during([1, 9], swap('first', 'b')))).toBe(false);
  });

  test('when a write on condition was refused though the condition held', () => {
    expect(isFine(during([1, 2], write('a')), during([3, 4], refusal('a', 'first')))).toBe(false);
    expect(isFine(during([1, 2], refusal('first', 'first')))).toBe(false);
  });

  test('when a value was read before anybody asked for it', () => {
    expect(isFine(during([1, 2], read('a')), during([3, null], write('a')))).toBe(false);
  });

  test('when a write took effect twice', () => {
    const writes = [during([1, 2], write('a')), during([3, 4], write('b'))];
    expect(isFine(...writes, during([5, 6], read('a')), during([7, 8], read('b')))).toBe(false);
  });

  test('when a read that may be old is older than what it must show', () => {
    const [one, two] = [during([1, 2], write('a')), during([3, 4], write('b'))];
    expect(isFine(one, two, during([5, 6], read('a'), [one.id, two.id]))).toBe(false);
  });

  test('and it is said what fits nowhere', () => {
    const [one, two] = [during([1, 2], write('a')), during([3, 4], read('first'))];
    expect(checkRegister('first', [one, two])).toEqual({
      isLinearizable: false,
      longest: [one.id],
      stuck: [two.id],
    });
  });
});

/** Operations of several clients on a real register: each takes effect at one instant between its two ends. */
function playRegister(seed: number, clients: number, perClient: number): RegisterOperation[] {
  const random = new SeededRandom(seed);
  const pending = Array.from({ length: clients }, () => ({ freeAt: 0, left: perClient }));
  const effects: { at: number; invokedAt: number; completedAt: number | null; serial: number }[] = [];
  let serial = 0;
  for (const client of pending) {
    for (; client.left > 0; client.left--) {
      const invokedAt = client.freeAt + random.next();
      const at = invokedAt + random.next() * 3;
      const completedAt = at + random.next() * 3;
      client.freeAt = completedAt;
      effects.push({ at, invokedAt, completedAt: random.chance(0.1) ? null : completedAt, serial: ++serial });
    }
  }
  let value = 'first';
  return effects
    .sort((one, other) => one.at - other.at)
    .flatMap(({ invokedAt, completedAt, serial: id }) => {
      const roll = random.next();
      const expected = random.chance(0.7) ? value : `old ${id}`;
      const ends = { id, invokedAt };
      if (roll < 0.5) return completedAt === null ? [] : [{ ...ends, completedAt, step: read(value) }];
      if (roll < 0.75) {
        // One of unknown outcome was done or not.
        if (completedAt !== null || random.chance(0.5)) value = `value ${id}`;
        return [{ ...ends, completedAt, step: write(`value ${id}`) }];
      }
      if (expected !== value)
        return completedAt === null ? [] : [{ ...ends, completedAt, step: refusal(expected, value) }];
      value = `value ${id}`;
      return [{ ...ends, completedAt, step: swap(expected, value) }];
    });
}

test('every history of a real register is accepted', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, clients) => {
      expect(checkRegister('first', playRegister(seed, clients, 12))).toEqual({ isLinearizable: true });
    }),
    { numRuns: 300 },
  );
});

test('one in which a read shows a value that was replaced before it began is rejected', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, clients) => {
      const history = playRegister(seed, clients, 12);
      const end = Math.max(...history.map(({ invokedAt, completedAt }) => completedAt ?? invokedAt));
      const last: RegisterOperation = {
        id: -1,
        step: write('last'),
        invokedAt: end + 1,
        completedAt: end + 2,
      };
      const replaced = ['first', ...history.flatMap(({ step }) => ('value' in step ? [step.value] : []))];
      const maybeLate = new Set(
        history.filter(({ completedAt }) => completedAt === null).map(({ id }) => `value ${id}`),
      );
      for (const found of replaced.filter((value) => !maybeLate.has(value))) {
        const late = { id: -2, step: read(found), invokedAt: end + 3, completedAt: end + 4 };
        expect(checkRegister('first', [...history, last, late]).isLinearizable).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

test('one in which a swap is told to a second client as well is rejected', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const history = playRegister(seed, 3, 12);
      const swaps = history.filter(({ step, completedAt }) => step.kind === 'swap' && completedAt !== null);
      for (const done of swaps) {
        const { step, invokedAt, completedAt } = done;
        const twin = { id: -1, step: { ...step, value: 'twin' }, invokedAt, completedAt };
        expect(checkRegister('first', [...history, twin]).isLinearizable).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});
