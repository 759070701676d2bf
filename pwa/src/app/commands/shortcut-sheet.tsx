import { RotateCcw } from 'lucide-react';
import type { SavedView } from '../../store/saved-views.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Keys } from '../../ui/keys.tsx';
import { useKeyBindings } from './key-bindings.ts';
import { KeyButton } from './key-button.tsx';
import { isMacKeyboard, keyParts } from './keys.ts';
import styles from './shortcut-sheet.module.css';
import { type BoundId, FIXED_KEYS, SHORTCUTS, viewShortcut } from './shortcuts.ts';

const GROUPS = ['Anywhere', 'In the list of orders'] as const;

interface ShortcutSheetProps {
  readonly views: readonly SavedView[];
  readonly onClose: () => void;
}

/** All keys; each can be another one, and those without Ctrl can be switched off together. */
export function ShortcutSheet({ views, onClose }: ShortcutSheetProps) {
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
          <Group key={group} title={group} rows={SHORTCUTS.filter((shortcut) => shortcut.group === group)} />
        ))}
        <Group
          title="Views"
          rows={views.map(({ id, name }) => ({ id: viewShortcut(id), title: `Open ${name}` }))}
        />
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

interface GroupProps {
  readonly title: string;
  readonly rows: readonly { readonly id: BoundId; readonly title: string }[];
}

function Group({ title, rows }: GroupProps) {
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <span dir="auto">{row.title}</span>
            <KeyButton id={row.id} title={row.title} />
          </li>
        ))}
      </ul>
    </section>
  );
}
