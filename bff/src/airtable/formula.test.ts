import { recordIdOf } from '@orders/contract/testing';
import {
  compileFormula,
  type FormulaScope,
} from '@orders/infra/airtable-simulator/formula/compile-formula.ts';
import { isTruthy } from '@orders/infra/airtable-simulator/formula/formula-value.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedAfter, recordIdIsOneOf, recordIdRankIn, textLiteral } from './formula.ts';
import { ID_CHARACTERS, rankOfRecordId } from './id-rank.ts';

/** Reads one literal as Airtable does: a quote, characters or escaped characters, the same quote, and then the rest. */
function readLiteral(source: string): { text: string; rest: string } {
  const quote = source[0];
  let text = '';
  for (let index = 1; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (character === quote) return { text, rest: source.slice(index + 1) };
    if (character === '\\') index += 1;
    text += source[index] ?? '';
  }
  throw new Error('The literal never ends.');
}

const printable = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/\p{Cc}/gu, ''));

describe('textLiteral', () => {
  it('S7: reads back as the same text, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(printable, fc.string({ unit: fc.constantFrom('"', "'", '\\', ')', ',', 'a') })),
        (text) => {
          expect(readLiteral(`${textLiteral(text)}&tail`)).toEqual({ text, rest: '&tail' });
        },
      ),
    );
  });

  it('S7: refuses control characters', () => {
    expect(() => textLiteral('a\nb')).toThrow(RangeError);
    expect(() => textLiteral('a\u0000')).toThrow(RangeError);
  });
});

describe('recordIdIsOneOf', () => {
  it('names each id', () => {
    const [one, other] = [recordIdOf(1), recordIdOf(2)];
    expect(recordIdIsOneOf([one, other])).toBe(`OR(RECORD_ID()="${one}",RECORD_ID()="${other}")`);
  });

  it('S6: refuses what is no record id', () => {
    expect(() => recordIdIsOneOf(['rec"),TRUE(),("'])).toThrow(RangeError);
  });
});

describe('recordIdRankIn', () => {
  const scope: FormulaScope<string> = {
    field: () => undefined,
    recordId: (id) => id,
    createdMs: () => 0,
    modifiedMs: () => null,
  };
  const holds = (formula: string, id: string) => isTruthy(compileFormula(formula, scope)(id, 0));
  const limit = fc.integer({ min: 0, max: 4_000 });

  it('puts every text into exactly one of the windows between any limits', () => {
    const text = fc.string({ unit: fc.constantFrom(...ID_CHARACTERS, '-', '"', 'é'), maxLength: 17 });
    fc.assert(
      fc.property(fc.uniqueArray(limit, { minLength: 1, maxLength: 8 }), text, (limits, id) => {
        const ends = [null, ...limits.sort((one, other) => one - other), null];
        const windows = ends.slice(1).map((upTo, index) => ({ after: ends[index] ?? null, upTo }));
        expect(windows.filter((window) => holds(recordIdRankIn(window), id))).toHaveLength(1);
      }),
    );
  });

  it('means the rank that we compute', () => {
    const ending = fc.string({ unit: fc.constantFrom(...ID_CHARACTERS), minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(ending, limit, (end, upTo) => {
        const id = `rec000000000000${end}`;
        expect(holds(recordIdRankIn({ after: null, upTo }), id)).toBe(rankOfRecordId(id) <= upTo);
        expect(holds(recordIdRankIn({ after: upTo, upTo: null }), id)).toBe(rankOfRecordId(id) > upTo);
      }),
    );
  });

  it('refuses what is no rank', () => {
    expect(() => recordIdRankIn({ after: Number.NaN, upTo: null })).toThrow(RangeError);
    expect(() => recordIdRankIn({ after: null, upTo: 0.5 })).toThrow(RangeError);
  });
});

describe('changedAfter', () => {
  it('asks for edits and for rows that were never edited', () => {
    const literal = '"2026-11-01T10:00:00.000Z"';
    expect(changedAfter(new Date('2026-11-01T10:00:00Z'))).toBe(
      `OR(IS_AFTER(LAST_MODIFIED_TIME(),${literal}),IS_AFTER(CREATED_TIME(),${literal}))`,
    );
  });
});
