import type { CommittedChange, SnapshotStore } from '../../src/application/ports.ts';
import type { Version } from '../../src/domain/version.ts';

/** A replica that follows a store, at the version that it has been told of last. */
export class StoreFollower {
  readonly changes: CommittedChange[] = [];
  version: Version | null;
  gaps = 0;
  readonly #controller = new AbortController();
  readonly #ended: Promise<void>;
  #wake = () => {};

  constructor(store: SnapshotStore, version: Version | null) {
    this.version = version;
    this.#ended = store.follow(
      () => this.version,
      {
        onChange: (change) => this.take(change),
        onGap: () => {
          this.gaps++;
          this.#wake();
        },
      },
      this.#controller.signal,
    );
  }

  take(change: CommittedChange): void {
    this.changes.push(change);
    this.version = change.version;
    this.#wake();
  }

  /** Resolves as soon as something that follows from a change or a gap is so. */
  until(isMet: (follower: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        if (isMet(this)) resolve();
      };
      this.#wake();
    });
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#ended;
  }
}
