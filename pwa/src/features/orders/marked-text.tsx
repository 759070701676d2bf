import { createContext, type ReactNode, use } from 'react';
import { findMatches } from './find-matches.ts';
import styles from './marked-text.module.css';

/** What is searched for, folded. */
export const SearchedText = createContext('');

/** A text in which what is searched for is marked. */
export function MarkedText({ text }: { text: string }) {
  const matches = findMatches(text, use(SearchedText));
  if (matches.length === 0) return text;
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { start, end } of matches) {
    parts.push(
      text.slice(from, start),
      <mark key={start} className={styles['match']}>
        {text.slice(start, end)}
      </mark>,
    );
    from = end;
  }
  return [...parts, text.slice(from)];
}
