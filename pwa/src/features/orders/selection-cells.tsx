import { createContext, type ReactNode, use } from 'react';
import { useRow } from './order-row-context.ts';
import styles from './selection-cells.module.css';
import type { Selection } from './use-selection.ts';

const SelectionContext = createContext<Selection['actions'] | null>(null);
const PageContext = createContext<Selection | null>(null);

interface SelectionProviderProps {
  readonly value: Selection;
  readonly children: ReactNode;
}

/** Two contexts, so that a choice draws the title and the rows it concerns, and not every cell. */
export function SelectionProvider({ value, children }: SelectionProviderProps) {
  return (
    <SelectionContext value={value.actions}>
      <PageContext value={value}>{children}</PageContext>
    </SelectionContext>
  );
}

/** Chooses the order of this row; with Shift all from the row that was touched last. */
export function SelectCell({ recordId }: { recordId: string }) {
  const { label, isSelected } = useRow();
  const actions = use(SelectionContext);
  return (
    <label className={styles['target']}>
      <input
        type="checkbox"
        className={styles['box']}
        aria-label={`Select ${label}`}
        checked={isSelected}
        onClick={({ shiftKey }) => actions?.toggle(recordId, { through: shiftKey })}
        // The press is what counts: only it knows of the Shift key.
        onChange={() => undefined}
      />
    </label>
  );
}

/** Chooses the whole page, or leaves it out. */
export function SelectAllCell() {
  const page = use(PageContext);
  if (page === null) return null;
  const { ids, rows, actions } = page;
  const count = rows.filter((recordId) => ids.has(recordId)).length;
  const isAll = rows.length > 0 && count === rows.length;
  return (
    <label className={styles['target']}>
      <input
        ref={(box) => {
          if (box !== null) box.indeterminate = count > 0 && !isAll;
        }}
        type="checkbox"
        className={styles['box']}
        aria-label="Select all on this page"
        checked={isAll}
        onChange={() => actions.set(rows, !isAll)}
      />
    </label>
  );
}
