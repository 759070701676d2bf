import { type ComponentType, useEffect, useSyncExternalStore } from 'react';

/**
 * A component whose code is fetched when the browser has nothing better to do, or at once when `isWanted`. The hook
 * gives `null` until it is there. A failed fetch is tried again the next time it is wanted.
 */
export function deferComponent<P>(load: () => Promise<ComponentType<P>>) {
  const listeners = new Set<() => void>();
  let component: ComponentType<P> | null = null;
  let isLoading = false;

  const fetchNow = () => {
    if (isLoading || component !== null) return;
    isLoading = true;
    load()
      .then((loaded) => {
        component = loaded;
        for (const listener of listeners) listener();
      })
      .catch(() => undefined) // The browser's `vite:preloadError` says so to the app.
      .finally(() => {
        isLoading = false;
      });
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const current = () => component;

  return function useDeferred(isWanted: boolean): ComponentType<P> | null {
    useEffect(() => (isWanted ? fetchNow() : whenIdle(fetchNow)), [isWanted]);
    return useSyncExternalStore(subscribe, current);
  };
}

/** Calls back when the page is loaded and idle; returns how to call it off. */
function whenIdle(callback: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(callback, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 3000 });
  return () => cancelIdleCallback(handle);
}
