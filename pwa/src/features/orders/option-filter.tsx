import type { EditableField, Summary } from '@orders/contract';
import { FIELD_NAMES, optionIcon } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { MultiSelect } from '../../ui/multi-select.tsx';
import type { SelectOption } from '../../ui/multi-select-props.ts';
import { useOptions } from './use-options.ts';

interface OptionFilterProps {
  readonly field: EditableField;
  readonly selected: readonly (string | null)[];
  readonly figures: Summary | null;
  readonly onChange: (selected: (string | null)[]) => void;
}

/** Which statuses or priorities are shown; all options of the base and all values that orders have, with counts. */
export function OptionFilter({ field, selected, figures, onChange }: OptionFilterProps) {
  const formats = useFormats();
  const counts = countsOf(field, figures);
  const offered = useOptions(field);
  // The data model's own are counted even where the base does not know them.
  const met = [...counts].flatMap(([value, count]) => (count > 0 ? [value] : []));
  const values = [...new Set([...offered, ...met, ...selected])];
  const options = values.sort(blankLast).map((value): SelectOption => {
    const count = counts.get(value);
    return {
      value: value ?? '',
      label: value ?? `No ${FIELD_NAMES[field].toLowerCase()}`,
      icon: optionIcon(field, value),
      ...(count !== undefined && { hint: formats.count(count) }),
    };
  });
  return (
    <MultiSelect
      label={`Filter by ${FIELD_NAMES[field].toLowerCase()}`}
      caption={FIELD_NAMES[field]}
      options={options}
      selected={selected.map((value) => value ?? '')}
      onChange={(chosen) => onChange(chosen.map((value) => (value === '' ? null : value)))}
    />
  );
}

function countsOf(field: EditableField, figures: Summary | null): Map<string | null, number> {
  if (figures === null) return new Map();
  return field === 'status'
    ? new Map(figures.byStatus.map(({ status, count }) => [status, count]))
    : new Map(figures.byPriority.map(({ priority, count }) => [priority, count]));
}

function blankLast(left: string | null, right: string | null): number {
  return Number(left === null) - Number(right === null);
}
