import { Check, Link, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { NamedView } from './built-in-views.ts';
import { NameForm } from './name-form.tsx';
import styles from './views-panel.module.css';

interface ViewRowProps {
  readonly view: NamedView;
  readonly isActive: boolean;
  /** Shows its key and lets it be changed. */
  readonly keyButton: ReactNode;
  readonly problemOf: (name: string) => string | null;
  readonly onOpen: () => void;
  readonly onCopyLink: () => void;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

/** One view, and what can be done with it; those that everybody has keep their names. */
export function ViewRow(props: ViewRowProps) {
  const { view, isActive, keyButton, problemOf, onOpen, onCopyLink, onRename, onDelete } = props;
  const [isRenaming, setRenaming] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) rename.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  if (isRenaming) {
    return (
      <li className={styles['row']}>
        <NameForm
          label={`New name of ${view.name}`}
          initial={view.name}
          submitText="Rename"
          problemOf={problemOf}
          onSubmit={(name) => {
            onRename(name);
            setRenaming(false);
          }}
          onCancel={() => setRenaming(false)}
        />
      </li>
    );
  }
  return (
    <li className={styles['row']}>
      <button
        type="button"
        className={styles['name']}
        aria-current={isActive || undefined}
        dir="auto"
        onClick={onOpen}
      >
        <span className={styles['tick']}>{isActive && <Check size={15} aria-hidden />}</span>
        {view.name}
      </button>
      {keyButton}
      <Button tone="quiet" isIcon aria-label={`Copy link to ${view.name}`} onClick={onCopyLink}>
        <Link size={15} aria-hidden />
      </Button>
      {!view.isBuiltIn && (
        <>
          <Button
            ref={rename}
            tone="quiet"
            isIcon
            aria-label={`Rename ${view.name}`}
            onClick={() => setRenaming(true)}
          >
            <Pencil size={15} aria-hidden />
          </Button>
          <Button tone="quiet" isIcon aria-label={`Delete ${view.name}`} onClick={onDelete}>
            <Trash2 size={15} aria-hidden />
          </Button>
        </>
      )}
    </li>
  );
}
