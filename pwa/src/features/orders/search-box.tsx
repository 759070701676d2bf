import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import styles from './toolbar.module.css';

interface SearchBoxProps {
  readonly text: string;
  /** The key that brings the cursor here; `null` = none. */
  readonly shortcut: string | null;
  readonly onChange: (text: string) => void;
}

/** Searches as one types. */
export function SearchBox({ text, shortcut, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles['search']}>
      <Search size={15} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label="Search orders"
        placeholder="Search order or customer"
        aria-keyshortcuts={shortcut ?? undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            onChange('');
          }
        }}
      />
      {text === '' ? (
        shortcut !== null && <kbd aria-hidden>{shortcut}</kbd>
      ) : (
        <button type="button" aria-label="Clear search" onClick={() => clear(input.current, onChange)}>
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

function clear(input: HTMLInputElement | null, onChange: (text: string) => void): void {
  onChange('');
  input?.focus();
}
