import type { Order } from '@orders/contract';
import type { CopyState } from '../db/cache-database.ts';
import { decodePack, PACK_FORMAT, packCountFor } from '../db/packs.ts';
import type { CopyFacts, StoredCopy } from '../db/stored-copy.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { LocalOrders } from '../store/orders-store.ts';
import type { CrossTab, TabMessage } from './cross-tab.ts';

export interface LocalCopyOptions {
  readonly store: LocalOrders;
  readonly stored: StoredCopy;
  readonly crossTab: Pick<CrossTab, 'post'>;
}

/** How the copy in memory stands to the one on the device. */
export type CopyKeeping =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'failed'; readonly failure: unknown }
  /** Room was needed for edits: nothing is written until the app starts anew. */
  | { readonly kind: 'given-up' };

/** The copy of the server's table: in memory, in the database, and the same in all windows. One thing at a time. */
export class LocalCopy {
  readonly #options: LocalCopyOptions;
  readonly #keeping: Cell<CopyKeeping> = createCell<CopyKeeping>({ kind: 'none' });
  #state: CopyState | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LocalCopyOptions) {
    this.#options = options;
  }

  get state(): CopyState | null {
    return this.#state;
  }

  get keeping(): Observable<CopyKeeping> {
    return this.#keeping;
  }

  /**
   * Takes over what the device has, but counts nothing before `isKnown` resolves: it is read meanwhile. A copy that
   * cannot be read is none.
   */
  open(isKnown: Promise<unknown>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#reload(isKnown).catch((failure: unknown) => this.#keeping.set({ kind: 'failed', failure }));
      this.#options.store.opened();
    });
  }

  /** Takes over what another window has written meanwhile. */
  catchUp(): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#options.stored.readState().catch(() => null);
      if (stored !== null && stored.revision > this.#revision) await this.#reload().catch(() => undefined);
    });
  }

  /** A complete new copy, from the server. */
  replace(orders: readonly Order[], facts: CopyFacts): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#options.stored.readState().catch(() => null);
      const revision = Math.max(this.#revision, stored?.revision ?? 0) + 1;
      await this.#options.store.replaceCopy(chunksOf(orders), facts);
      this.#state = { ...facts, ...unkept(orders.length), revision };
      await this.#keep(() => this.#options.stored.replace(orders, facts, revision));
      this.#options.crossTab.post({ kind: 'copy' });
    });
  }

  /** What has changed at the server since `state.cursor`. */
  update(orders: readonly Order[], removed: readonly string[], facts: CopyFacts): Promise<void> {
    return this.#inTurn(async () => {
      const { store, stored, crossTab } = this.#options;
      const before = this.#state;
      if (before === null) return;
      store.changeCopy(orders, removed, facts);
      const all = [...store.copy()];
      const after = { ...before, ...facts, revision: before.revision + 1, count: all.length };
      this.#state = after;
      const changedIds = [...orders.map(({ recordId }) => recordId), ...removed];
      await this.#keep(
        async () =>
          (await stored.update(all, changedIds, before, after)) ?? stored.replace(all, facts, after.revision),
      );
      crossTab.post({ kind: 'changes', from: before.revision, state: after, orders, removed });
    });
  }

  /** What another window has told. */
  hear(message: TabMessage): Promise<void> {
    if (message.kind === 'copy') return this.catchUp();
    if (message.kind !== 'changes') return Promise.resolve();
    const { from, state, orders, removed } = message;
    return this.#inTurn(async () => {
      if (this.#state?.revision === from && this.#state.snapshot === state.snapshot) {
        this.#options.store.changeCopy(orders, removed, state);
        this.#state = state;
      } else if (state.revision > this.#revision) await this.#reload().catch(() => undefined);
    });
  }

  /** The database was deleted to make room: this window goes on from memory. */
  giveUpKeeping(): void {
    this.#keeping.set({ kind: 'given-up' });
  }

  get #revision(): number {
    return this.#state?.revision ?? 0;
  }

  async #reload(isKnown?: Promise<unknown>): Promise<void> {
    const copy = await this.#options.stored.read();
    await isKnown;
    if (copy === null) return;
    await this.#options.store.replaceCopy(decoded(copy.texts), copy.state);
    this.#state = copy.state;
    this.#keeping.set({ kind: 'kept' });
  }

  async #keep(write: () => Promise<CopyState>): Promise<void> {
    const isGivenUp = () => this.#keeping.current().kind === 'given-up';
    if (isGivenUp()) return;
    try {
      const state = await write();
      if (isGivenUp()) return;
      this.#state = state;
      this.#keeping.set({ kind: 'kept' });
    } catch (failure) {
      if (!isGivenUp()) this.#keeping.set({ kind: 'failed', failure });
    }
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(job);
    this.#turn = run.catch(() => undefined);
    return run;
  }
}

const CHUNK = 1_000;

function* chunksOf(orders: readonly Order[]): Generator<readonly Order[]> {
  for (let from = 0; from < orders.length; from += CHUNK) yield orders.slice(from, from + CHUNK);
}

function* decoded(texts: readonly string[]): Generator<readonly Order[]> {
  for (const text of texts) yield decodePack(text);
}

/** The state of a copy that is in memory only: no stored one has its snapshot, so the next write is a whole one. */
function unkept(count: number) {
  return { format: PACK_FORMAT, snapshot: '', packCount: packCountFor(count), count };
}
