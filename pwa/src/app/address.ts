import type { Observable } from '../services.tsx';

export interface Place {
  /** Begins with a slash. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

/** Where the person is. */
export interface Address extends Observable<Place> {
  go(to: string, how?: 'push' | 'replace'): void;
}

/**
 * Browsers refuse a page that rewrites its address too often (Chromium: 200 times in 30 s; Safari: 100), which typing in
 * a search box easily does. What is current changes at once, the browser's own line follows after this time.
 */
const SETTLE_MS = 250;

/** The address line of the browser. Disposing it stops following the back and forward buttons. */
export function createBrowserAddress(): Address & Disposable {
  const listeners = new Set<() => void>();
  let place = readPlace(window.location.href);
  let late: ReturnType<typeof setTimeout> | undefined;

  const announce = (next: Place) => {
    place = next;
    for (const listener of [...listeners]) listener();
  };
  const settle = () => {
    if (late === undefined) return;
    clearTimeout(late);
    late = undefined;
    window.history.replaceState(null, '', place.path + place.search);
  };
  const onPopState = () => {
    clearTimeout(late);
    late = undefined;
    announce(readPlace(window.location.href));
  };
  window.addEventListener('popstate', onPopState);
  window.addEventListener('pagehide', settle);

  return {
    current: () => place,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    go(to, how = 'push') {
      if (how === 'push') {
        settle();
        window.history.pushState(null, '', to);
      } else {
        clearTimeout(late);
        late = setTimeout(settle, SETTLE_MS);
      }
      announce(readPlace(to));
    },
    [Symbol.dispose]() {
      settle();
      window.removeEventListener('popstate', onPopState);
      window.removeEventListener('pagehide', settle);
    },
  };
}

function readPlace(to: string): Place {
  const { pathname, search } = new URL(to, 'http://app.invalid');
  return { path: pathname, search };
}
