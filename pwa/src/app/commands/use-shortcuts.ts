import { useEffect } from 'react';
import { boundIds, keyFor, readBindings } from './key-bindings.ts';
import { isSingleKey, keyOf } from './keys.ts';
import { type BoundId, isViewShortcut, type ShortcutId, viewIdOf } from './shortcuts.ts';

export interface ShortcutActions extends Readonly<Record<ShortcutId, () => void>> {
  /** @returns whether there is such a view */
  readonly openView: (viewId: string) => boolean;
}

/** Does what a key stands for, unless it belongs to whoever types or to a dialog that asks something. */
export function useShortcuts(actions: ShortcutActions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const id = shortcutOf(event);
      if (id === null) return;
      if (isViewShortcut(id) && !actions.openView(viewIdOf(id))) return;
      event.preventDefault();
      if (!isViewShortcut(id)) actions[id]();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions]);
}

function shortcutOf(event: KeyboardEvent): BoundId | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const key = keyOf(event);
  const bindings = readBindings();
  const found = boundIds(bindings).find((id) => key !== null && keyFor(id, bindings) === key);
  if (key === null || found === undefined) return null;
  // A key that is held down walks on through the rows, and does nothing else twice.
  if (event.repeat && !WALKING.has(found)) return null;
  if (!isSingleKey(key)) return found;
  return bindings.hasSingleKeys && !isTyping(event.target) && !isAsked() ? found : null;
}

const WALKING: ReadonlySet<BoundId> = new Set<BoundId>(['next', 'previous']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(TAKES_LETTERS) !== null;
}

/** A list of options takes letters to choose by. */
const TAKES_LETTERS =
  'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], [role="listbox"]';

/** Whether a dialog holds the page until it is answered; an order beside the list does not. */
function isAsked(): boolean {
  return document.querySelector('[role="alertdialog"], [role="dialog"]:not([data-beside])') !== null;
}
