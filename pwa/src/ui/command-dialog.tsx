import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './command-dialog.module.css';
import { Keys } from './keys.tsx';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon?: ReactNode;
  /** Stands right, such as a customer. */
  readonly hint?: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

export interface CommandGroup {
  readonly value: string;
  readonly items: readonly Command[];
}

interface CommandDialogProps {
  readonly placeholder: string;
  readonly query: string;
  readonly onQueryChange: (query: string) => void;
  /** What answers the query, already found. */
  readonly groups: readonly CommandGroup[];
  readonly onClose: () => void;
}

/** A line to type in over a list of what it stands for; Enter does the one that is lit up. */
export function CommandDialog({ placeholder, query, onQueryChange, groups, onClose }: CommandDialogProps) {
  return (
    <Dialog.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup className={styles['dialog']} aria-label="Commands">
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={query}
            onValueChange={(value, { reason }) => {
              if (reason !== 'item-press') onQueryChange(value);
            }}
            itemToStringValue={({ title }: Command) => title}
            autoHighlight="always"
            keepHighlight
          >
            <div className={styles['line']}>
              <Search size={16} aria-hidden />
              <Autocomplete.Input
                className={styles['input']}
                aria-label={placeholder}
                placeholder={placeholder}
                autoComplete="off"
                spellCheck={false}
                maxLength={200}
              />
              <Dialog.Close className={styles['close']}>Esc</Dialog.Close>
            </div>
            <Autocomplete.Empty className={styles['empty']}>
              Nothing here goes by that name.
            </Autocomplete.Empty>
            <Autocomplete.List className={styles['list']}>
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className={styles['group']}>{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => <Item key={command.id} command={command} onClose={onClose} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Item({ command, onClose }: { command: Command; onClose: () => void }) {
  const { title, icon, hint, keys, run } = command;
  return (
    <Autocomplete.Item
      value={command}
      className={styles['item']}
      onClick={() => {
        onClose();
        run();
      }}
    >
      <span className={styles['icon']}>{icon}</span>
      <span className={styles['title']} dir="auto">
        {title}
      </span>
      {hint !== undefined && (
        <span className={styles['hint']} dir="auto">
          {hint}
        </span>
      )}
      {keys !== undefined && <Keys parts={keys} />}
    </Autocomplete.Item>
  );
}
