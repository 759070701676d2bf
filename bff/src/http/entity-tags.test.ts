import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EntityTag,
  matchesStrongly,
  matchesWeakly,
  parseTagCondition,
  withoutCoding,
} from './entity-tags.ts';

/** What may stand between the quotes: commas and obs-text too, spaces and quotes not. */
const opaque = fc
  .array(
    fc.oneof(fc.constantFrom(0x21, 0x2c, 0x5c, 0x2f, 0x57, 0xff, 0x80), fc.integer({ min: 0x23, max: 0x7e })),
    { maxLength: 12 },
  )
  .map((codes) => String.fromCharCode(...codes));
const tag: fc.Arbitrary<EntityTag> = fc.record({ isWeak: fc.boolean(), opaque });
const separator = fc.constantFrom(',', ', ', ' ,', '\t,\t', ',,', ', ,');

const write = ({ isWeak, opaque: text }: EntityTag) => `${isWeak ? 'W/' : ''}"${text}"`;

describe('a list of entity tags', () => {
  it('is read as it was written, however it is spaced', () => {
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1, maxLength: 6 }), separator, (tags, between) => {
        expect(parseTagCondition(tags.map(write).join(between))).toEqual({ any: false, tags });
      }),
      { numRuns: 2_000 },
    );
  });

  it('may begin and end with nothing', () => {
    const tags = [{ isWeak: false, opaque: 'a' }];
    for (const field of [' "a" ', ',"a"', '"a",', ', ,"a" , ,']) {
      expect(parseTagCondition(field)).toEqual({ any: false, tags });
    }
  });

  it('may be a star alone', () => {
    expect(parseTagCondition('*')).toEqual({ any: true });
    expect(parseTagCondition(' * ')).toEqual({ any: true });
  });

  it.each([
    '',
    ' ',
    ',',
    'a',
    '"a',
    'a"',
    '"a""b"',
    '"a" "b"',
    '"a"b',
    'w/"a"',
    'W/ "a"',
    'W/',
    "'a'",
    '"a b"',
    '*, "a"',
    '"a", *',
    '**',
    '"a";q=1',
    '"a\u0000"',
    '"\u0394"',
  ])('is not %j', (field) => {
    expect(parseTagCondition(field)).toBeNull();
  });

  it('is read in good time, however long it is', () => {
    expect(parseTagCondition(`"${'a'.repeat(8_000)}"${' '.repeat(8_000)}x`)).toBeNull();
    expect(parseTagCondition('"a",'.repeat(4_000))).toMatchObject({ any: false });
  });
});

describe('comparing', () => {
  const strong = (text: string): EntityTag => ({ isWeak: false, opaque: text });
  const weak = (text: string): EntityTag => ({ isWeak: true, opaque: text });
  const list = (...tags: EntityTag[]) => ({ any: false, tags }) as const;

  it('weakly takes weak tags, strongly does not', () => {
    expect(matchesWeakly(list(weak('a')), 'a')).toBe(true);
    expect(matchesStrongly(list(weak('a')), 'a')).toBe(false);
    expect(matchesStrongly(list(weak('a'), strong('a')), 'a')).toBe(true);
  });

  it('looks through the whole list', () => {
    for (const matches of [matchesWeakly, matchesStrongly]) {
      expect(matches(list(strong('a'), strong('b')), 'b')).toBe(true);
      expect(matches(list(strong('a'), strong('b')), 'c')).toBe(false);
      expect(matches({ any: true }, 'c')).toBe(true);
    }
  });

  it.each(['a', 'a-br', 'a-gz'])('takes %s for the same content in another coding', (text) => {
    for (const other of ['a', 'a-br', 'a-gz']) {
      expect(matchesStrongly(list(strong(text)), other)).toBe(true);
      expect(matchesWeakly(list(weak(text)), other)).toBe(true);
    }
    expect(matchesWeakly(list(strong(text)), 'b')).toBe(false);
  });

  it('takes one mark of a coding off, at the end', () => {
    expect(['a-br', 'a-gz', 'a-brx', '-br-gz', 'a'].map(withoutCoding)).toEqual([
      'a',
      'a',
      'a-brx',
      '-br',
      'a',
    ]);
  });
});
