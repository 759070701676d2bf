import { formatVersion, type Version } from '../domain/version.ts';

/** Followers lag behind by no more commits than the stream keeps for them. */
const MOST = 2_000;

/**
 * The ids of the commits that this replica holds. Versions are counted, so after a failover that lost some commits two
 * histories may count alike and differ; the ids, which are made by chance, do not.
 */
export class KnownCommits {
  readonly #ids = new Map<string, string>();

  /** An empty id says nothing: the commit was made by a replica of an older build. */
  note(version: Version, id: string): void {
    if (id === '') return;
    const name = formatVersion(version);
    this.#ids.delete(name);
    this.#ids.set(name, id);
    for (const oldest of this.#ids.keys()) {
      if (this.#ids.size <= MOST) break;
      this.#ids.delete(oldest);
    }
  }

  /** Empty = not known. */
  idOf(version: Version): string {
    return this.#ids.get(formatVersion(version)) ?? '';
  }

  /** Whether what is stored at this version is another commit than the one that this replica holds. */
  contradict(version: Version, id: string): boolean {
    const known = this.idOf(version);
    return known !== '' && id !== '' && known !== id;
  }
}
