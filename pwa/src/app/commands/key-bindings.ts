import { useSyncExternalStore } from 'react';
import { isSingleKey } from './keys.ts';
import { type BoundId, isViewShortcut, SHORTCUTS, VIEW_KEYS, type ViewShortcutId } from './shortcuts.ts';

export interface KeyBindings {
  /** Whether keys without Ctrl do anything: dictation and screen readers press them in their own way. */
  readonly hasSingleKeys: boolean;
  /** Only what differs from the shortcut's own key; `null` = none. */
  readonly keys: Readonly<Partial<Record<BoundId, string | null>>>;
}

const STORAGE_KEY = 'orders-keys';
const DEFAULTS: KeyBindings = { hasSingleKeys: true, keys: {} };
const IDS: ReadonlySet<string> = new Set(SHORTCUTS.map(({ id }) => id));

let current: KeyBindings | null = null;
const listeners = new Set<() => void>();

/** The keys as this person has set them, on this device. */
export function useKeyBindings(): readonly [KeyBindings, (next: KeyBindings) => void] {
  return [useSyncExternalStore(subscribe, readBindings), writeBindings];
}

/** The key for the search field, where it is a plain one that works; `null` = not to be shown. */
export function useSearchKey(): string | null {
  const [bindings] = useKeyBindings();
  const key = keyFor('search', bindings);
  return key !== null && isSingleKey(key) && bindings.hasSingleKeys ? key : null;
}

export function readBindings(): KeyBindings {
  current ??= parse(stored());
  return current;
}

/** Where storage is forbidden they hold until the page is closed. */
export function writeBindings(next: KeyBindings): void {
  current = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Said nowhere: what was chosen works, and a person who forbids storage expects no memory.
  }
  for (const listener of [...listeners]) listener();
}

/** The key of a shortcut; `null` = none. */
export function keyFor(id: BoundId, { keys }: KeyBindings): string | null {
  const chosen = keys[id];
  return chosen === undefined ? ownKey(id) : chosen;
}

/** What does anything at a key, or could: every shortcut, and the views that have ever had one. */
export function boundIds({ keys }: KeyBindings): readonly BoundId[] {
  const views = [...Object.keys(VIEW_KEYS), ...Object.keys(keys)].filter(isViewShortcut);
  return [...SHORTCUTS.map(({ id }) => id), ...new Set(views)];
}

/** The key that it has unless a person chooses another one. */
function ownKey(id: BoundId): string | null {
  if (isViewShortcut(id)) return VIEW_KEYS[id as ViewShortcutId] ?? null;
  return SHORTCUTS.find((shortcut) => shortcut.id === id)?.key ?? null;
}

/** Gives a shortcut another key, which is taken from whichever shortcut had it. */
export function withKey(bindings: KeyBindings, id: BoundId, key: string | null): KeyBindings {
  const keys: Partial<Record<BoundId, string | null>> = { ...bindings.keys };
  for (const other of boundIds(bindings)) {
    if (key !== null && other !== id && keyFor(other, bindings) === key) keys[other] = null;
  }
  if (ownKey(id) === key) delete keys[id];
  else keys[id] = key;
  return { ...bindings, keys };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** What another build has written, or somebody else, is taken as far as it makes sense. */
function parse(text: string | null): KeyBindings {
  if (text === null) return DEFAULTS;
  try {
    const { hasSingleKeys, keys } = JSON.parse(text) as Partial<Record<keyof KeyBindings, unknown>>;
    const known = Object.entries(Object(keys)).filter(
      ([id, key]) => (IDS.has(id) || isViewShortcut(id)) && (key === null || typeof key === 'string'),
    );
    return { hasSingleKeys: hasSingleKeys !== false, keys: Object.fromEntries(known) as KeyBindings['keys'] };
  } catch {
    return DEFAULTS;
  }
}
