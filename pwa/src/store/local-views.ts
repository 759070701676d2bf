import { lastViewKey } from './last-view.ts';
import { createCell } from './observable.ts';
import { formatViews, parseViews } from './parse-views.ts';
import type { SavedView, SavedViews, SavedViewsState } from './saved-views.ts';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

interface LocalViewsOptions {
  /** `null` = nothing can be stored here. */
  readonly storage: Memory | null;
  readonly subject: string;
  newId(): string;
}

/**
 * Saved views in the browser's storage. Before each change they are read again, for another window may have changed
 * them. Where storage is full or forbidden they last as long as the window does.
 */
export class LocalViews implements SavedViews {
  readonly #options: LocalViewsOptions;
  readonly #state;

  constructor(options: LocalViewsOptions) {
    this.#options = options;
    const { storage } = options;
    this.#state = createCell<SavedViewsState>({ views: this.#stored(), isKept: storage !== null });
  }

  subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);
  current = (): SavedViewsState => this.#state.current();

  save(name: string, query: string): SavedView {
    const view = { id: this.#options.newId(), name, query };
    this.#change((views) => [...views, view]);
    return view;
  }

  update(id: string, change: Partial<Omit<SavedView, 'id'>>): void {
    this.#change((views) => views.map((view) => (view.id === id ? { ...view, ...change } : view)));
  }

  remove(id: string): () => void {
    const { views } = this.current();
    const at = views.findIndex((view) => view.id === id);
    const removed = views[at];
    this.#change((before) => before.filter((view) => view.id !== id));
    return () => {
      if (removed === undefined) return;
      this.#change((now) => (now.some((view) => view.id === id) ? now : now.toSpliced(at, 0, removed)));
    };
  }

  rememberLast(search: string): void {
    const { storage, subject } = this.#options;
    try {
      if (search === '') storage?.removeItem(lastViewKey(subject));
      else storage?.setItem(lastViewKey(subject), search);
    } catch {
      // The next start begins with all orders: that the device keeps nothing is said where views are saved.
    }
  }

  /** Another window has changed something in the storage; `null` = everything. */
  hear(key: string | null): void {
    if (key !== null && key !== viewsKey(this.#options.subject)) return;
    if (this.current().isKept) this.#state.set({ views: this.#stored(), isKept: true });
  }

  #change(change: (views: readonly SavedView[]) => readonly SavedView[]): void {
    const { storage, subject } = this.#options;
    const { isKept, views: known } = this.current();
    const views = change(isKept ? this.#stored() : known);
    try {
      storage?.setItem(viewsKey(subject), formatViews(views));
      this.#state.set({ views, isKept: storage !== null });
    } catch {
      this.#state.set({ views, isKept: false });
    }
  }

  #stored(): readonly SavedView[] {
    const { storage, subject } = this.#options;
    return parseViews(storage?.getItem(viewsKey(subject)) ?? null);
  }
}

/** They may name customers: with the orders of a person they leave the device. */
export function forgetViews(storage: Memory | null, subject: string): void {
  storage?.removeItem(viewsKey(subject));
  storage?.removeItem(lastViewKey(subject));
}

function viewsKey(subject: string): string {
  return `orders:views:${subject}`;
}
