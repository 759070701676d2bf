import { ChevronDown } from 'lucide-react';
import { buttonClass } from './button.tsx';
import type { MultiSelectProps } from './multi-select-props.ts';
import styles from './select-trigger.module.css';

export function selectTriggerClass({ selected }: Pick<MultiSelectProps, 'selected'>): string {
  const className = selected.length > 0 ? styles['active'] : undefined;
  return buttonClass({ className });
}

/** Caption and choice: "Status", "Status: Pending", "Status: Pending +2". */
export function SelectTriggerContent({ caption, options, selected }: MultiSelectProps) {
  const first = options.find(({ value }) => value === selected[0])?.label ?? selected[0];
  return (
    <>
      <span className={styles['caption']}>{caption}</span>
      {first !== undefined && <span className={styles['choice']}>{first}</span>}
      {selected.length > 1 && <span className={styles['more']}>+{selected.length - 1}</span>}
      <ChevronDown size={14} aria-hidden className={styles['arrow']} />
    </>
  );
}
