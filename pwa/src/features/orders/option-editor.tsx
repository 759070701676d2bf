import type { EditableField } from '@orders/contract';
import { BLANK, FIELD_NAMES, OptionChip, optionIcon, optionTone } from '../../format/option-look.tsx';
import { useObservable, useServices } from '../../services.tsx';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { ChipSelect } from '../../ui/chip-select.tsx';
import { useBaseFields } from './use-base-fields.ts';
import { useEditOrder } from './use-edit-order.ts';
import { useOptions } from './use-options.ts';

interface OptionEditorProps {
  readonly field: EditableField;
  readonly order: VisibleOrder;
  /** The name of the order in the names of its controls. */
  readonly label: string;
  /** Only to be read, whatever the person may do. */
  readonly isReadOnly?: boolean;
}

/** A status or priority: to change for those who may, to read for the others. */
export function OptionEditor({ field, order, label, isReadOnly = false }: OptionEditorProps) {
  const session = useObservable(useServices().session);
  const offered = useOptions(field);
  const { isEditable } = useBaseFields();
  const edit = useEditOrder();
  const value = order[field];
  if (isReadOnly || !isEditable(field) || session?.role === 'viewer')
    return <OptionChip field={field} value={value} />;
  const known = value === null || offered.includes(value) ? offered : [...offered, value];
  return (
    <ChipSelect
      label={`${FIELD_NAMES[field]} of ${label}`}
      value={value ?? ''}
      options={[...known.map((name) => ({ value: name, label: name })), { value: '', label: BLANK }]}
      tone={optionTone(field, value)}
      icon={value === null ? null : optionIcon(field, value)}
      isPlain={field === 'priority'}
      onChange={(chosen) =>
        void edit({ recordId: order.recordId, label }, field, chosen === '' ? null : chosen)
      }
    />
  );
}
