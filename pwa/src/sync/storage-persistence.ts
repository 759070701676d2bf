import type { StoragePromise } from '../store/diagnostics.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';

export interface StoragePersistenceOptions {
  /** Asks the browser; some put the question to the person. `null` = it cannot be asked. */
  keepStorage(): Promise<boolean | null>;
  /** What the browser has promised already. */
  isStorageKept(): Promise<boolean | null>;
}

/** The browser's promise not to throw this site's data away when room gets scarce. */
export class StoragePersistence {
  readonly #options: StoragePersistenceOptions;
  readonly #promise: Cell<StoragePromise> = createCell<StoragePromise>('unknown');
  #isAsked = false;

  constructor(options: StoragePersistenceOptions) {
    this.#options = options;
  }

  get promise(): Observable<StoragePromise> {
    return this.#promise;
  }

  /** Reads the present answer without asking anybody. A `no` may only mean that nobody has asked yet. */
  async look(): Promise<void> {
    const isKept = await this.#options.isStorageKept().catch(() => null);
    if (isKept === true && !this.#isAsked) this.#promise.set('granted');
  }

  /** Once for a window: the first edit makes the data worth keeping. */
  async ask(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const isKept = await this.#options.keepStorage().catch(() => null);
    if (isKept !== null) this.#promise.set(isKept ? 'granted' : 'refused');
  }
}
