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

/** A value worked out from others; it changes only when one of its members does. */
export function derive<T extends object>(
  sources: readonly Pick<Observable<unknown>, 'subscribe'>[],
  compute: () => T,
): Observable<T> {
  const cell = createCell(compute());
  const update = () => {
    const next = compute();
    if (!isShallowEqual(next, cell.current())) cell.set(next);
  };
  for (const source of sources) source.subscribe(update);
  return cell;
}

function isShallowEqual<T extends object>(left: T, right: T): boolean {
  const names = Object.keys(left) as (keyof T)[];
  return names.every((name) => Object.is(left[name], right[name]));
}
