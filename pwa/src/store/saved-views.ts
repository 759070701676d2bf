import type { Observable } from './observable.ts';

/** What somebody likes to look at, under a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** The query string of its address without the question mark, as `URLSearchParams` writes it. */
  readonly query: string;
}

export interface SavedViewsState {
  readonly views: readonly SavedView[];
  /** Whether the views are still there when the window has been closed. */
  readonly isKept: boolean;
}

/** The views that this person has saved on this device. */
export interface SavedViews extends Observable<SavedViewsState> {
  save(name: string, query: string): SavedView;
  update(id: string, change: Partial<Omit<SavedView, 'id'>>): void;
  /** @returns how to put it back where it was */
  remove(id: string): () => void;
  /** The address to begin with next time, as a query string; empty = the one that says nothing. */
  rememberLast(search: string): void;
}

/** Far more than anybody types, and little enough for any address line. */
export const MAX_QUERY_LENGTH = 4000;
export const MAX_NAME_LENGTH = 40;
