/**
 * An amount as a whole number of cents, rounded half away from zero. The detour over a decimal text takes out the
 * binary error of the multiplication (1.005 × 100 is 100.49999999999999).
 */
export function toCents(amount: number): number {
  const cents = Math.round(Number((Math.abs(amount) * 100).toFixed(4)));
  return amount < 0 ? -cents : cents;
}

/** Cents back to an amount with at most two decimals. */
export function fromCents(cents: number): number {
  return cents === 0 ? 0 : cents / 100;
}
