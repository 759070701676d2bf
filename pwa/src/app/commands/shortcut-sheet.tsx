import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Keys } from '../../ui/keys.tsx';
import { type KeyBindings, keyFor, useKeyBindings, withKey } from './key-bindings.ts';
import { isMacKeyboard, keyOf, keyParts } from './keys.ts';
import styles from './shortcut-sheet.module.css';
import { FIXED_KEYS, SHORTCUTS, type Shortcut } from './shortcuts.ts';

const GROUPS = ['Anywhere', 'In the list of orders'] as const;

/** All keys; each can be another one, and those without Ctrl can be switched off together. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [bindings, setBindings] = useKeyBindings();
  const isChanged = Object.keys(bindings.keys).length > 0;
  return (
    <Drawer
      title="Keyboard shortcuts"
      onClose={onClose}
      footer={
        isChanged ? (
          <Button onClick={() => setBindings({ ...bindings, keys: {} })}>
            <RotateCcw size={15} aria-hidden />
            Keys as they were
          </Button>
        ) : null
      }
    >
      <div className={styles['sheet']}>
        <label className={styles['switch']}>
          <input
            type="checkbox"
            checked={bindings.hasSingleKeys}
            onChange={({ target }) => setBindings({ ...bindings, hasSingleKeys: target.checked })}
          />
          Keys without {isMacKeyboard() ? 'Command' : 'Ctrl'}
        </label>
        {GROUPS.map((group) => (
          <section key={group} className={styles['group']}>
            <h3>{group}</h3>
            <ul>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <Row
                  key={shortcut.id}
                  shortcut={shortcut}
                  bindings={bindings}
                  onChange={(key) => setBindings(withKey(bindings, shortcut.id, key))}
                />
              ))}
            </ul>
          </section>
        ))}
        <section className={styles['group']}>
          <h3>Always</h3>
          <ul>
            {FIXED_KEYS.map(({ title, key }) => (
              <li key={title}>
                <span>{title}</span>
                <Keys parts={keyParts(key, isMacKeyboard())} />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Drawer>
  );
}

interface RowProps {
  readonly shortcut: Shortcut;
  readonly bindings: KeyBindings;
  readonly onChange: (key: string | null) => void;
}

/** A press on the key asks for another one; Backspace takes it away. */
function Row({ shortcut, bindings, onChange }: RowProps) {
  const [isAsking, setAsking] = useState(false);
  const key = keyFor(shortcut.id, bindings);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isAsking) return;
    const pressed = keyOf(event);
    if (pressed === null || pressed === 'Tab' || pressed === 'shift+Tab') return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(false);
    if (pressed !== 'Escape') onChange(pressed === 'Backspace' || pressed === 'Delete' ? null : pressed);
  };
  const spoken = key === null ? 'no key' : keyParts(key, isMacKeyboard()).join(' ');
  return (
    <li>
      <span>{shortcut.title}</span>
      <button
        type="button"
        className={styles['key']}
        aria-label={`${shortcut.title}: ${isAsking ? 'press a key' : spoken}`}
        onClick={() => setAsking((was) => !was)}
        onBlur={() => setAsking(false)}
        onKeyDown={onKeyDown}
      >
        {isAsking && 'Press a key …'}
        {!isAsking && (key === null ? 'none' : <Keys parts={keyParts(key, isMacKeyboard())} />)}
      </button>
    </li>
  );
}
