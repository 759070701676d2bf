import { useId } from 'react';
import styles from './segments.module.css';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Where the label alone says too little to those who do not see what is around it. */
  readonly name?: string;
  /** Why it cannot be chosen; `undefined` = it can. */
  readonly obstacle?: string | undefined;
}

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side. The browser's own radio buttons: arrow keys and names are theirs. */
export function Segments<T extends string>({ label, segments, value, onChange }: SegmentsProps<T>) {
  const group = useId();
  return (
    <div className={styles['segments']} role="radiogroup" aria-label={label}>
      {segments.map((segment) => (
        <label key={segment.value} className={styles['segment']} title={segment.obstacle}>
          <input
            type="radio"
            name={group}
            value={segment.value}
            checked={segment.value === value}
            disabled={segment.obstacle !== undefined}
            aria-label={segment.name}
            onChange={() => onChange(segment.value)}
          />
          <span aria-hidden={segment.name !== undefined || undefined}>{segment.label}</span>
        </label>
      ))}
    </div>
  );
}
