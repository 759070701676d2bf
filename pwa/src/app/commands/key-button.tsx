import { type KeyboardEvent, useState } from 'react';
import { Keys } from '../../ui/keys.tsx';
import { keyFor, useKeyBindings, withKey } from './key-bindings.ts';
import styles from './key-button.module.css';
import { isMacKeyboard, keyOf, keyParts } from './keys.ts';
import type { BoundId } from './shortcuts.ts';

/** The key of a shortcut. A press on it asks for another one; Backspace takes it away. */
export function KeyButton({ id, title }: { id: BoundId; title: string }) {
  const [bindings, setBindings] = useKeyBindings();
  const [isAsking, setAsking] = useState(false);
  const key = keyFor(id, bindings);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isAsking) return;
    const pressed = keyOf(event);
    if (pressed === null || pressed === 'Tab' || pressed === 'shift+Tab') return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(false);
    if (pressed === 'Escape') return;
    const isNone = pressed === 'Backspace' || pressed === 'Delete';
    setBindings(withKey(bindings, id, isNone ? null : pressed));
  };
  const spoken = key === null ? 'no key' : keyParts(key, isMacKeyboard()).join(' ');
  return (
    <button
      type="button"
      className={styles['key']}
      aria-label={`${title}: ${isAsking ? 'press a key' : spoken}`}
      onClick={() => setAsking((was) => !was)}
      onBlur={() => setAsking(false)}
      onKeyDown={onKeyDown}
    >
      {isAsking && 'Press a key …'}
      {!isAsking && (key === null ? 'no key' : <Keys parts={keyParts(key, isMacKeyboard())} />)}
    </button>
  );
}
