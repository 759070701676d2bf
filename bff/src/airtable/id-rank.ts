/** The characters of a record id, in the order in which Airtable lists ids when nobody asks for another. */
export const ID_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const BASE = ID_CHARACTERS.length;

/** Ranks of well-formed ids go from here up to, not including, `END_OF_RANKS`. */
export const FIRST_RANK: number = BASE + 1;
export const END_OF_RANKS: number = FIRST_RANK + BASE * BASE;

/** A number made of the last two characters of a record id: they are random, so ids spread evenly over the ranks. */
export function rankOfRecordId(recordId: string): number {
  return placeOf(recordId.at(-2)) * BASE + placeOf(recordId.at(-1));
}

/** Ids that begin a list of a table in the order of ids tell by how far they reach how many there are. */
const LEAST_SAMPLE = 100;
/** Airtable's largest base has half a million records; whoever estimates more met ids that are not random. */
const MOST_RECORDS = 500_000;

/**
 * How many records a table has whose list begins with these ids, give or take a tenth; `null` when they do not tell.
 * Nothing but the number of calls depends on it: that a list comes in the order of ids is nowhere promised.
 */
export function estimateRecordCount(firstIds: readonly string[]): number | null {
  if (firstIds.length < LEAST_SAMPLE) return null;
  const isInOrder = firstIds.every((id, index) => index === 0 || (firstIds[index - 1] ?? '') < id);
  const reach = fractionOfIds(firstIds.at(-1) ?? '');
  const count = Math.round(firstIds.length / reach);
  return isInOrder && count <= MOST_RECORDS ? count : null;
}

/** The share of all possible ids that are not greater than this one. */
function fractionOfIds(recordId: string): number {
  const places = [...recordId.slice(3, 10)].map((character) => ID_CHARACTERS.indexOf(character));
  const last = places.length - 1;
  return places.reduce(
    (sum, place, index) => sum + (place + (index === last ? 1 : 0)) / BASE ** (index + 1),
    0,
  );
}

/** 1 for the first character and 0 for what is none, as `FIND` counts. */
function placeOf(character: string | undefined): number {
  return character === undefined ? 0 : ID_CHARACTERS.indexOf(character) + 1;
}
