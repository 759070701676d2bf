export interface OptionCount {
  readonly value: string | null;
  readonly count: number;
  readonly total: number;
}

/** The base's options in its order, then what else orders have; those of the data model alone are no lines here. */
export function asInBase(
  counts: readonly OptionCount[],
  options: readonly string[] | undefined,
): readonly OptionCount[] {
  if (options === undefined) return counts;
  const offered = options.map(
    (option) => counts.find(({ value }) => value === option) ?? { value: option, count: 0, total: 0 },
  );
  const others = counts.filter(
    ({ value, count }) => value === null || (count > 0 && !options.includes(value)),
  );
  return [...offered, ...others];
}
