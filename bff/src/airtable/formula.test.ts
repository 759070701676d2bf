import { recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedAfter, recordIdIsOneOf, textLiteral } from './formula.ts';

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
  it('reads back as the same text, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(printable, fc.string({ unit: fc.constantFrom('"', "'", '\\', ')', ',', 'a') })),
        (text) => {
          expect(readLiteral(`${textLiteral(text)}&tail`)).toEqual({ text, rest: '&tail' });
        },
      ),
    );
  });

  it('refuses control characters', () => {
    expect(() => textLiteral('a\nb')).toThrow(RangeError);
    expect(() => textLiteral('a\u0000')).toThrow(RangeError);
  });
});

describe('recordIdIsOneOf', () => {
  it('names each id', () => {
    const [one, other] = [recordIdOf(1), recordIdOf(2)];
    expect(recordIdIsOneOf([one, other])).toBe(`OR(RECORD_ID()="${one}",RECORD_ID()="${other}")`);
  });

  it('refuses what is no record id', () => {
    expect(() => recordIdIsOneOf(['rec"),TRUE(),("'])).toThrow(RangeError);
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
