import { ID_CHARACTERS } from './id-rank.ts';

declare const formulaBrand: unique symbol;

/** An Airtable formula made by this file. There is no other way to get one, so no text of a client can be part of it. */
export type Formula = string & { readonly [formulaBrand]: true };

/**
 * A text literal. Double quotes, because a single one takes three characters in a URL.
 * @throws RangeError on control characters, which Airtable has no escape for
 */
export function textLiteral(text: string): Formula {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new RangeError('A formula cannot hold control characters.');
  return formula(`"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
}

/** The records with one of these ids. @throws RangeError for what is no record id, and for none or more than a page */
export function recordIdIsOneOf(recordIds: readonly string[]): Formula {
  if (recordIds.length === 0 || recordIds.length > 100)
    throw new RangeError('Not as many ids as a page has.');
  const terms = recordIds.map((id) => {
    if (!/^rec[A-Za-z0-9]{14}$/.test(id)) throw new RangeError('Not a record id.');
    return formula(`RECORD_ID()=${textLiteral(id)}`);
  });
  return anyOf(terms);
}

/**
 * The records made or changed after an instant, strictly. A row that nobody touched since it came in may have no
 * last-modified time. IS_AFTER, since `>` on dates matches every row.
 */
export function changedAfter(instant: Date): Formula {
  const literal = textLiteral(instant.toISOString());
  return anyOf([
    formula(`IS_AFTER(LAST_MODIFIED_TIME(),${literal})`),
    formula(`IS_AFTER(CREATED_TIME(),${literal})`),
  ]);
}

/** Ranks from right after one up to another; `null` is without an end. */
export interface RankWindow {
  readonly after: number | null;
  readonly upTo: number | null;
}

/**
 * The records whose id has a rank within the window: the places of its last two characters, as one number.
 *
 * Windows that follow one another, the first and the last without an end, hold every record exactly once. Airtable
 * computes one number from an id, and an id never changes. `rank > limit` is asked of the same limits by all windows
 * and can only turn from true to false as limits grow; a window takes what is beyond its lower limit and NOT beyond its
 * upper one, so the one window where that turns takes the record and no other does. Should there ever be no number,
 * every comparison is false and the first window takes the record. Whether Airtable computes the number that
 * `rankOfRecordId` does decides only how even the windows are.
 *
 * Compared are numbers, since how texts compare is nowhere documented. RIGHT and LEFT count from an end of a text, so
 * that it does not matter whether positions begin at 0 or at 1.
 */
export function recordIdRankIn({ after, upTo }: RankWindow): Formula {
  const terms = [
    ...(after === null ? [] : [beyondRank(after)]),
    ...(upTo === null ? [] : [formula(`NOT(${beyondRank(upTo)})`)]),
  ];
  return formula(`AND(${terms.join(',')})`);
}

function beyondRank(limit: number): Formula {
  if (!Number.isSafeInteger(limit)) throw new RangeError('Not a rank.');
  const characters = textLiteral(ID_CHARACTERS);
  const placeOf = (character: string) => `FIND(${character},${characters})`;
  const rank = `${placeOf('LEFT(RIGHT(RECORD_ID(),2),1)')}*${ID_CHARACTERS.length}+${placeOf('RIGHT(RECORD_ID(),1)')}`;
  return formula(`${rank}>${limit}`);
}

function anyOf(terms: readonly Formula[]): Formula {
  return formula(`OR(${terms.join(',')})`);
}

function formula(text: string): Formula {
  return text as Formula;
}
