import { ChevronDown } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import chipStyles from './chip.module.css';
import type { Tone } from './chip.tsx';
import styles from './chip-select.module.css';

export interface ChipSelectProps {
  /** Accessible name. */
  readonly label: string;
  /** Empty = blank. */
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly tone: Tone;
  readonly icon: ReactNode;
  /** Without a tinted background, for the second of two in a row. */
  readonly isPlain?: boolean;
  readonly onChange: (value: string) => void;
}

/** A native select that looks like a chip: one tab stop, type-ahead, the system's own list, right on touch. */
export function ChipSelect({
  label,
  value,
  options,
  tone,
  icon,
  isPlain = false,
  onChange,
}: ChipSelectProps) {
  const look = `${chipStyles['chip']} ${chipStyles[tone]} ${isPlain ? chipStyles['plain'] : ''} ${styles['frame']}`;
  return (
    <span className={look}>
      {icon}
      <select
        className={styles['select']}
        data-bare={icon === null || undefined}
        aria-label={label}
        value={value}
        onKeyDown={openInsteadOfChanging}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={12} aria-hidden className={styles['arrow']} />
    </span>
  );
}

/** On most systems an arrow key on a closed select chooses at once: each press would be an edit of its own. */
function openInsteadOfChanging(event: KeyboardEvent<HTMLSelectElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && event.key !== 'Enter') return;
  if (!('showPicker' in HTMLSelectElement.prototype)) return;
  event.preventDefault();
  event.currentTarget.showPicker();
}
