/** A value that changes over time, in the shape `useSyncExternalStore` wants. */
export interface Observable<T> {
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  current(): T;
}

/** An observable together with the right to change it. */
export interface Cell<T> extends Observable<T> {
  /** Tells the listeners only when the value is another one by `Object.is`. */
  set(value: T): void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    current: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
