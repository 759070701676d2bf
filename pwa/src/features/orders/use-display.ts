import { useSyncExternalStore } from 'react';
import { type Display, readDisplay } from './display.ts';

const STORAGE_KEY = 'orders.display';

let current: Display | null = null;
const listeners = new Set<() => void>();

/** How the table looks, and how to change that; remembered on this device. */
export function useDisplay(): readonly [Display, (next: Display) => void] {
  return [useSyncExternalStore(subscribe, currentDisplay), setDisplay];
}

export function setDisplay(next: Display): void {
  current = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Where storage is forbidden it holds until the page is closed, as a person who forbids storage expects.
  }
  for (const listener of [...listeners]) listener();
}

function currentDisplay(): Display {
  current ??= readDisplay(stored());
  return current;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** Another window of this device may have changed it. */
function subscribe(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== STORAGE_KEY) return;
    current = null;
    listener();
  };
  window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    window.removeEventListener('storage', onStorage);
    listeners.delete(listener);
  };
}
