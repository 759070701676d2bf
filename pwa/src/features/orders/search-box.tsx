import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import styles from './toolbar.module.css';

interface SearchBoxProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Searches as one types. A slash anywhere outside a field brings the cursor here. */
export function SearchBox({ text, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => focusOnSlash(() => input.current), []);
  return (
    <div className={styles['search']}>
      <Search size={15} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label="Search orders"
        placeholder="Search order or customer"
        aria-keyshortcuts="/"
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
        <kbd aria-hidden>/</kbd>
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

function focusOnSlash(find: () => HTMLInputElement | null): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const isTyping =
      event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    find()?.focus();
    find()?.select();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
