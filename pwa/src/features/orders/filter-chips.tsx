import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { BLANK } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { Button } from '../../ui/button.tsx';
import { PERIOD_TITLES } from './created-period.ts';
import styles from './filter-chips.module.css';
import { isFiltered, type TableView } from './table-view.ts';

interface FilterChipsProps {
  readonly view: TableView;
  readonly onChange: (part: Partial<TableView>) => void;
  readonly onClear: () => void;
}

/** What the list is narrowed to beside status, priority and search; each is taken off by a press. */
export function FilterChips({ view, onChange, onClear }: FilterChipsProps) {
  const formats = useFormats();
  if (!isFiltered(view)) return null;
  const { period, createdFrom, createdTo } = view;
  const days =
    period === null
      ? rangeText(createdFrom, createdTo, formats.shortDay)
      : PERIOD_TITLES[period.name].toLowerCase();
  const totals = rangeText(view.minTotal, view.maxTotal, formats.money);
  return (
    <ul className={styles['chips']} aria-label="Filters">
      {view.customers.map((name) => (
        <Chip
          key={name}
          name={`Customer ${name ?? 'blank'}`}
          onRemove={() => onChange({ customers: view.customers.filter((other) => other !== name) })}
        >
          Customer <bdi>{name ?? BLANK}</bdi>
        </Chip>
      ))}
      {days !== null && (
        <Chip
          name={`Created ${days}`}
          onRemove={() => onChange({ period: null, createdFrom: null, createdTo: null })}
        />
      )}
      {totals !== null && (
        <Chip name={`Total ${totals}`} onRemove={() => onChange({ minTotal: null, maxTotal: null })} />
      )}
      {view.updatedFrom !== null && (
        <Chip name="Changed today" onRemove={() => onChange({ updatedFrom: null })} />
      )}
      {view.hasEdit && <Chip name="Waiting edits" onRemove={() => onChange({ hasEdit: false })} />}
      <li>
        <Button tone="quiet" className={styles['clear']} onClick={onClear}>
          Clear filters
        </Button>
      </li>
    </ul>
  );
}

interface ChipProps {
  readonly name: string;
  readonly onRemove: () => void;
  /** How it is written, where that differs from its name. */
  readonly children?: ReactNode;
}

function Chip({ name, onRemove, children = name }: ChipProps) {
  return (
    <li>
      <Button
        className={styles['chip']}
        onClick={onRemove}
        aria-label={`Remove filter: ${name}`}
        title={name}
      >
        <span className={styles['text']}>{children}</span>
        <X size={13} aria-hidden />
      </Button>
    </li>
  );
}

function rangeText<T>(from: T | null, to: T | null, write: (value: T) => string): string | null {
  if (from !== null && to !== null) return from === to ? write(from) : `${write(from)} – ${write(to)}`;
  if (from !== null) return `from ${write(from)}`;
  return to === null ? null : `up to ${write(to)}`;
}
