import { useEffect, useRef, useState } from 'react';
import styles from './toolbar.module.css';

/** Long enough for somebody who types not to hear a number for each letter. */
const QUIET_MS = 700;

interface MatchCountProps {
  readonly text: string;
  /** What was asked for. The count is spoken when this changes, and not when orders come and go by themselves. */
  readonly of: unknown;
}

/** How many orders match. */
export function MatchCount({ text, of }: MatchCountProps) {
  const [spoken, setSpoken] = useState('');
  const latest = useRef(text);
  const isFirst = useRef(true);
  latest.current = text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is what makes it speak, not the answer.
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => setSpoken(latest.current), QUIET_MS);
    return () => clearTimeout(timer);
  }, [of]);
  return (
    <>
      <span className={styles['count']}>{text}</span>
      <span className="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </>
  );
}
