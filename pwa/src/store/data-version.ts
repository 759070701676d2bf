interface DataVersion {
  readonly epoch: string;
  readonly seq: number;
}

/** Whether data of one version cannot hold what a write of another one answered. Of different epochs nothing is known. */
export function isBehind(data: string | null, write: string | null): boolean {
  const [left, right] = [parse(data), parse(write)];
  return left !== null && right !== null && left.epoch === right.epoch && left.seq < right.seq;
}

/** Whether data of one version surely holds what a write of another one answered, or something newer. */
export function holds(data: string | null, write: string | null): boolean {
  const [left, right] = [parse(data), parse(write)];
  return left !== null && right !== null && left.epoch === right.epoch && left.seq >= right.seq;
}

/** The latest of some versions; where epochs differ, the one that comes last counts. */
export function latestVersion(versions: readonly (string | null)[]): string | null {
  let latest: string | null = null;
  for (const version of versions) if (parse(version) !== null && !isBehind(version, latest)) latest = version;
  return latest;
}

function parse(version: string | null): DataVersion | null {
  const dot = version?.lastIndexOf('.') ?? -1;
  if (version === null || dot < 1) return null;
  const seq = Number(version.slice(dot + 1));
  return Number.isSafeInteger(seq) ? { epoch: version.slice(0, dot), seq } : null;
}
