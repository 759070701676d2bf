import { SORT_FIELDS, type SortField, type Summary } from '@orders/contract';
import { ArrowDownUp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { Button } from '../../ui/button.tsx';
import { OptionFilter } from './option-filter.tsx';
import { COLUMN_TITLES } from './order-columns.tsx';
import { SearchBox } from './search-box.tsx';
import { isFiltered, type TableView, withoutFilters } from './table-view.ts';
import styles from './toolbar.module.css';

/** `typing` marks a change that is one of many while a text is being typed. */
export type ViewChange = (view: TableView, how?: 'typing') => void;

interface ViewToolbarProps {
  readonly view: TableView;
  readonly figures: Summary | null;
  /** The key that brings the cursor into the search field; `null` = none. */
  readonly searchKey: string | null;
  readonly onChange: ViewChange;
  /** Stands at the end of the line. */
  readonly children: ReactNode;
}

/** Search and filters. */
export function ViewToolbar({ view, figures, searchKey, onChange, children }: ViewToolbarProps) {
  const narrow = (part: Partial<TableView>) => onChange({ ...view, ...part, page: 1 });
  return (
    <search className={styles['toolbar']} aria-label="Find orders">
      <SearchBox
        text={view.searchText}
        shortcut={searchKey}
        onChange={(searchText) => onChange({ ...view, searchText, page: 1 }, 'typing')}
      />
      <OptionFilter
        field="status"
        selected={view.statuses}
        figures={figures}
        onChange={(statuses) => narrow({ statuses })}
      />
      <OptionFilter
        field="priority"
        selected={view.priorities}
        figures={figures}
        onChange={(priorities) => narrow({ priorities })}
      />
      <RangeChips view={view} onChange={narrow} />
      {isFiltered(view) && (
        <Button tone="quiet" onClick={() => onChange(withoutFilters(view))}>
          Clear filters
        </Button>
      )}
      <SortChoice view={view} onChange={narrow} />
      {children}
    </search>
  );
}

interface PartProps {
  readonly view: TableView;
  readonly onChange: (part: Partial<TableView>) => void;
}

/** Limits that come from a chart or from the address; each is taken off by a press. */
function RangeChips({ view, onChange }: PartProps) {
  const formats = useFormats();
  const { createdFrom, createdTo, minTotal, maxTotal } = view;
  const days = rangeText(createdFrom, createdTo, formats.shortDay);
  const totals = rangeText(minTotal, maxTotal, formats.money);
  return (
    <>
      {days !== null && (
        <RangeChip
          text={`Created ${days}`}
          onRemove={() => onChange({ createdFrom: null, createdTo: null })}
        />
      )}
      {totals !== null && (
        <RangeChip text={`Total ${totals}`} onRemove={() => onChange({ minTotal: null, maxTotal: null })} />
      )}
    </>
  );
}

function RangeChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <Button className={styles['range']} onClick={onRemove} aria-label={`Remove filter: ${text}`}>
      {text}
      <X size={13} aria-hidden />
    </Button>
  );
}

/** On narrow screens the titles that sort are not there. */
function SortChoice({ view, onChange }: PartProps) {
  const { field, descending } = view.sort;
  return (
    <div className={styles['sortChoice']}>
      <select
        aria-label="Sort by"
        value={field}
        onChange={(event) => onChange({ sort: { field: event.target.value as SortField, descending } })}
      >
        {SORT_FIELDS.map((name) => (
          <option key={name} value={name}>
            {COLUMN_TITLES[name]}
          </option>
        ))}
      </select>
      <Button
        isIcon
        aria-label={descending ? 'Sorted downwards, turn round' : 'Sorted upwards, turn round'}
        onClick={() => onChange({ sort: { field, descending: !descending } })}
      >
        <ArrowDownUp size={15} aria-hidden />
      </Button>
    </div>
  );
}

function rangeText<T>(from: T | null, to: T | null, write: (value: T) => string): string | null {
  if (from !== null && to !== null) return from === to ? write(from) : `${write(from)} – ${write(to)}`;
  if (from !== null) return `from ${write(from)}`;
  return to === null ? null : `up to ${write(to)}`;
}
