const FORM = '0000-00-00T00:00:00.000Z';
const ZERO = 0x30;
const NINE = 0x39;
const CLOCK_AT = FORM.indexOf('T');
/** Above every number of the nine digits of a clock, 23:59:59.999. */
const DAY = 1_000_000_000;

/**
 * A number that compares as the text of a time does, for times of the one form with milliseconds and `Z`; `null` for
 * others. Many times faster than `Date.parse`, and no calendar is needed to compare.
 */
export function timeKey(time: string): number | null {
  if (time.length !== FORM.length) return null;
  let day = 0;
  let clock = 0;
  for (let place = 0; place < FORM.length; place += 1) {
    const code = time.charCodeAt(place);
    if (FORM.charCodeAt(place) !== ZERO) {
      if (code !== FORM.charCodeAt(place)) return null;
    } else if (code < ZERO || code > NINE) {
      return null;
    } else if (place < CLOCK_AT) {
      day = day * 10 + code - ZERO;
    } else {
      clock = clock * 10 + code - ZERO;
    }
  }
  return compactDay(day) * DAY + clock;
}

/** A date of eight digits as a smaller number in the same order, so that a time fits into 53 bits. */
function compactDay(date: number): number {
  return (Math.floor(date / 10_000) * 13 + (Math.floor(date / 100) % 100)) * 32 + (date % 100);
}
