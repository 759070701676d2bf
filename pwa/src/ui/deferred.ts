import { type ComponentType, useEffect, useSyncExternalStore } from 'react';

/**
 * A component whose code is fetched when the browser has nothing better to do, or at once when `isWanted`. The hook
 * gives `null` until it is there. A failed fetch is tried again the next time it is wanted; a browser that remembers
 * the failure of an import, as Chromium does, has to reload the page first.
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

let held: Promise<void> = Promise.resolve();

/** Until what it returns is called, only what is wanted is fetched: the app has something better to do. */
export function holdPreloading(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  held = promise;
  return resolve;
}

/** Calls back when nothing holds it up and the page is idle; returns how to call it off. */
function whenIdle(callback: () => void): () => void {
  let callOff = () => {};
  let isOff = false;
  void held.then(() => {
    if (!isOff) callOff = requestIdle(callback);
  });
  return () => {
    isOff = true;
    callOff();
  };
}

function requestIdle(callback: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(callback, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 3000 });
  return () => cancelIdleCallback(handle);
}
