import { foldText } from '@orders/contract';

/** From the first character of a match to the one behind its last, in UTF-16 units of the text as it stands. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a text has what was searched for, as the search sees it: case and combining marks ignored.
 * @param search folded
 */
export function findMatches(text: string, search: string): Match[] {
  if (search === '') return [];
  const { folded, places } = foldWithPlaces(text);
  const matches: Match[] = [];
  for (let at = folded.indexOf(search); at !== -1; at = folded.indexOf(search, at + search.length)) {
    // Marks that belong to the last letter were folded away and are marked with it.
    matches.push({ start: places[at] ?? 0, end: places[at + search.length] ?? text.length });
  }
  return matches;
}

/** The folded text, and for each of its units where the character begins that it comes from. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  let start = 0;
  const places: number[] = [];
  for (const character of text) {
    const own = foldText(character);
    for (let unit = 0; unit < own.length; unit += 1) places.push(start);
    folded += own;
    start += character.length;
  }
  return { folded, places };
}
