import { ListFilter } from 'lucide-react';
import { deferComponent } from '../../ui/deferred.ts';
import { PopoverButton } from '../../ui/popover-button.tsx';
import type { FilterPanelProps } from './filter-panel.tsx';

const useFilterPanel = deferComponent<FilterPanelProps>(() =>
  import('./filter-panel.tsx').then((module) => module.FilterPanel),
);

/** Opens the filters that are not needed as often as status and priority. */
export function FilterButton(props: FilterPanelProps) {
  return (
    <PopoverButton panelLabel="More filters" panel={() => <LatePanel {...props} />}>
      <ListFilter size={15} aria-hidden />
      Filters
    </PopoverButton>
  );
}

function LatePanel(props: FilterPanelProps) {
  const FilterPanel = useFilterPanel(true);
  return FilterPanel === null ? null : <FilterPanel {...props} />;
}
