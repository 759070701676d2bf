import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'amber' | 'blue' | 'violet' | 'green' | 'gray' | 'red';

interface ChipProps {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  readonly isPlain?: boolean;
  readonly children: ReactNode;
}

/** A short value with a colour and a shape that say the same. */
export function Chip({ tone, icon, isPlain = false, children }: ChipProps) {
  return (
    <span className={`${styles['chip']} ${styles[tone]} ${isPlain ? styles['plain'] : ''}`}>
      {icon}
      <span className={styles['text']}>{children}</span>
    </span>
  );
}
