import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.ts';
import { ReadyAnswer } from './ready-answer.ts';

const answer = (text: string) => new ReadyAnswer(Buffer.from(text));
const unasked = () => {
  throw new Error('This answer was to be ready.');
};

const MAX_BYTES = 20_000;
/** Both the plain body and its codings are counted, and what an entry costs beside them. */
const bytesOf = (kept: readonly { answer: ReadyAnswer }[]) =>
  kept.reduce((sum, entry) => sum + 2 * entry.answer.body.length + 512, 0);

describe('a ready answer', () => {
  it('is made once per version', () => {
    const cache = new AnswerCache(100_000);
    const first = cache.get('a', 'v1', () => answer('one'));
    expect(cache.get('a', 'v1', unasked)).toBe(first);
    expect(cache.get('a', 'v2', () => answer('two'))).not.toBe(first);
    expect(cache.get('b', 'v2', () => answer('one'))).not.toBe(first);
  });

  it('stays as it is, codings and all, where a new version has the same content', () => {
    const cache = new AnswerCache(100_000);
    const first = cache.get('a', 'v1', () => answer('x'.repeat(5_000)));
    const coded = first.in('br');
    const second = cache.get('a', 'v2', () => answer('x'.repeat(5_000)));
    expect(second).toBe(first);
    expect(second.in('br')).toBe(coded);
    expect(cache.get('a', 'v2', unasked)).toBe(first);
  });

  it('is forgotten when there are too many, the one not asked for longest first', () => {
    const cache = new AnswerCache(10_000);
    const make = () => answer('x'.repeat(1_500));
    for (const key of ['a', 'b']) cache.get(key, 'v1', make);
    cache.get('a', 'v1', unasked);
    cache.get('c', 'v1', make);
    cache.get('a', 'v1', unasked);
    expect(() => cache.get('b', 'v1', unasked)).toThrow('ready');
  });

  it('counts no more bytes than it may keep, and none twice', () => {
    const cache = new AnswerCache(20_000);
    for (let time = 0; time < 200; time++) {
      cache.get(`key ${time % 7}`, `v${time}`, () => answer('x'.repeat((time * 37) % 3_000)));
      expect(cache.bytes).toBeLessThanOrEqual(20_000);
    }
    const single = new AnswerCache(20_000);
    for (let time = 0; time < 50; time++) single.get('a', `v${time}`, () => answer(String(time % 10)));
    expect(single.bytes).toBeLessThan(1_000);
  });

  it('is found exactly while a plain list of what was asked for last still has room for it', () => {
    const asked = fc.record({
      key: fc.constantFrom(...'abcdefgh'),
      size: fc.integer({ min: 0, max: 4_000 }),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), (asks) => {
        const cache = new AnswerCache(MAX_BYTES);
        let kept: { key: string; answer: ReadyAnswer }[] = [];
        for (const { key, size } of asks) {
          const known = kept.find((entry) => entry.key === key);
          const made = answer(key + 'x'.repeat(size));
          const given = cache.get(key, 'v1', () => made);
          expect(given).toBe(known?.answer ?? made);
          kept = [...kept.filter((entry) => entry !== known), { key, answer: given }];
          while (bytesOf(kept) > MAX_BYTES) kept.shift();
          expect(cache.bytes).toBe(bytesOf(kept));
        }
      }),
    );
  });

  it('that is too large to keep is answered all the same', () => {
    const cache = new AnswerCache(1_000);
    expect(cache.get('a', 'v1', () => answer('x'.repeat(5_000))).body).toHaveLength(5_000);
    expect(cache.bytes).toBe(0);
  });
});
