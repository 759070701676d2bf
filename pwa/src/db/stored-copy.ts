import type { Order } from '@orders/contract';
import type { CacheDatabase, CopyState, Pack } from './cache-database.ts';
import { withReopening } from './database-failures.ts';
import { dealOut, encodePack, PACK_FORMAT, packCountFor, packOf } from './packs.ts';

/** What the puller knows of a copy; the rest of its state is made here. */
export type CopyFacts = Pick<CopyState, 'cursor' | 'version' | 'asOf'>;

export interface StoredCopyOptions {
  readonly db: CacheDatabase;
  newSnapshotId(): string;
  /** Lets the page draw and answer before the next piece of work. */
  pause(): Promise<void>;
}

/** The copy of the whole table on this device. It is always a complete one: what is half written is not in its state. */
export class StoredCopy {
  readonly #db: CacheDatabase;
  readonly #newSnapshotId: () => string;
  readonly #pause: () => Promise<void>;

  constructor({ db, newSnapshotId, pause }: StoredCopyOptions) {
    this.#db = db;
    this.#newSnapshotId = newSnapshotId;
    this.#pause = pause;
  }

  async readState(): Promise<CopyState | null> {
    const stored = await withReopening(this.#db, () => this.#db.copy.get('copy'));
    return stored === undefined || stored.format !== PACK_FORMAT ? null : withoutKey(stored);
  }

  /** State and packs as one moment saw them; `null` = there is no complete copy of this format. */
  async read(): Promise<{ state: CopyState; texts: string[] } | null> {
    const { copy, packs } = this.#db;
    return withReopening(this.#db, () =>
      this.#db.transaction('r', copy, packs, async () => {
        const stored = await copy.get('copy');
        if (stored === undefined || stored.format !== PACK_FORMAT) return null;
        const rows = await packs.where('snapshot').equals(stored.snapshot).toArray();
        if (rows.length !== stored.packCount) return null;
        return { state: withoutKey(stored), texts: rows.map(({ text }) => text) };
      }),
    );
  }

  /**
   * Puts a complete new copy in place of the present one. Its packs are written beside the old ones, one at a time
   * so that the page stays quick, and the swap is one transaction.
   */
  async replace(orders: readonly Order[], facts: CopyFacts, revision: number): Promise<CopyState> {
    const snapshot = this.#newSnapshotId();
    const packCount = packCountFor(orders.length);
    const state = { ...facts, format: PACK_FORMAT, snapshot, packCount, revision, count: orders.length };
    const { copy, packs } = this.#db;
    try {
      for (const [index, members] of dealOut(orders, packCount)) {
        const text = encodePack(members);
        await withReopening(this.#db, () => packs.put(packRow(snapshot, index, text)));
        await this.#pause();
      }
      await withReopening(this.#db, () =>
        this.#db.transaction('rw', copy, packs, async () => {
          await copy.put({ k: 'copy', ...state });
          await packs.where('snapshot').notEqual(snapshot).delete();
        }),
      );
    } catch (failure) {
      // What is half written only takes room; where even this fails, the next complete copy sweeps it out.
      await packs
        .where('snapshot')
        .equals(snapshot)
        .delete()
        .catch(() => 0);
      throw failure;
    }
    return state;
  }

  /**
   * Rewrites the packs that hold the given orders, together with the state, in one transaction.
   * @returns `null` = the copy in the database is not the one that `before` describes, and nothing was written
   */
  async update(
    all: Iterable<Order>,
    changedIds: readonly string[],
    before: CopyState,
    after: CopyState,
  ): Promise<CopyState | null> {
    const touched = new Set(changedIds.map((id) => packOf(id, before.packCount)));
    const rows: Pack[] = [];
    for (const [index, members] of dealOut(touched.size === 0 ? [] : all, before.packCount, touched)) {
      rows.push(packRow(before.snapshot, index, encodePack(members)));
      await this.#pause();
    }
    const { copy, packs } = this.#db;
    return withReopening(this.#db, () =>
      this.#db.transaction('rw', copy, packs, async () => {
        const stored = await copy.get('copy');
        if (stored?.snapshot !== before.snapshot || stored.revision !== before.revision) return null;
        await packs.bulkPut(rows);
        await copy.put({ k: 'copy', ...after });
        return after;
      }),
    );
  }
}

function packRow(snapshot: string, index: number, text: string): Pack {
  return { id: `${snapshot}:${index}`, snapshot, index, text };
}

function withoutKey({ k: _, ...state }: CopyState & { readonly k: 'copy' }): CopyState {
  return state;
}
