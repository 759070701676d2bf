import { SORT_FIELDS, type SortField, type Summary } from '@orders/contract';
import { ArrowDownUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { COLUMN_TITLES } from './column-titles.ts';
import { DisplayButton } from './display-button.tsx';
import { FilterButton } from './filter-button.tsx';
import { OptionFilter } from './option-filter.tsx';
import { SearchBox } from './search-box.tsx';
import type { TableView } from './table-view.ts';
import styles from './toolbar.module.css';
import { useBaseFields } from './use-base-fields.ts';

/** `typing` marks a change that is one of many while a text is being typed. */
export type ViewChange = (view: TableView, how?: 'typing') => void;

interface ViewToolbarProps {
  readonly view: TableView;
  readonly figures: Summary | null;
  /** In the reporting zone. */
  readonly today: string;
  /** The key that brings the cursor into the search field; `null` = none. */
  readonly searchKey: string | null;
  readonly onChange: ViewChange;
  /** Which view this is; beside the search. */
  readonly views: ReactNode;
  /** Stands at the end of the line. */
  readonly children: ReactNode;
}

/** Search and filters. */
export function ViewToolbar({
  view,
  figures,
  today,
  searchKey,
  onChange,
  views,
  children,
}: ViewToolbarProps) {
  const { has } = useBaseFields();
  const narrow = (part: Partial<TableView>) => onChange({ ...view, ...part, page: 1 });
  return (
    <search className={styles['toolbar']} aria-label="Find orders">
      <SearchBox
        text={view.searchText}
        shortcut={searchKey}
        onChange={(searchText) => onChange({ ...view, searchText, page: 1 }, 'typing')}
      />
      {views}
      {has('status') && (
        <OptionFilter
          field="status"
          selected={view.statuses}
          figures={figures}
          onChange={(statuses) => narrow({ statuses })}
        />
      )}
      {has('priority') && (
        <OptionFilter
          field="priority"
          selected={view.priorities}
          figures={figures}
          onChange={(priorities) => narrow({ priorities })}
        />
      )}
      <FilterButton
        view={view}
        today={today}
        onChange={(part, how) => onChange({ ...view, ...part, page: 1 }, how)}
      />
      <SortChoice view={view} onChange={narrow} />
      {children}
      <DisplayButton />
    </search>
  );
}

interface PartProps {
  readonly view: TableView;
  readonly onChange: (part: Partial<TableView>) => void;
}

/** On narrow screens the titles that sort are not there. */
function SortChoice({ view, onChange }: PartProps) {
  const { has } = useBaseFields();
  const { field, descending } = view.sort;
  return (
    <div className={styles['sortChoice']}>
      <select
        aria-label="Sort by"
        value={field}
        onChange={(event) =>
          onChange({ sort: { field: event.target.value as SortField, descending }, thenBy: [] })
        }
      >
        {SORT_FIELDS.filter(has).map((name) => (
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
