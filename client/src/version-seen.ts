/** The newest version that holds one's own writes: reads ask for it, so that no replica shows what was before. */
export class VersionSeen {
  #version: string | undefined;

  get newest(): string | undefined {
    return this.#version;
  }

  /** `<epoch>.<seq>`; answers may come out of order, another epoch is always the newer one. */
  see(version: string | null): void {
    if (version === null) return;
    const [epoch, seq] = version.split('.');
    const [seenEpoch, seenSeq] = (this.#version ?? '').split('.');
    if (epoch === seenEpoch && Number(seq) <= Number(seenSeq)) return;
    this.#version = version;
  }
}
