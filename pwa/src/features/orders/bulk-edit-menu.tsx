import type { EditableField } from '@orders/contract';
import { BLANK, FIELD_NAMES, optionIcon } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { useToasts } from '../../ui/toast-context.tsx';
import { useBaseFields } from './use-base-fields.ts';
import { useOptions } from './use-options.ts';

interface BulkEditMenuProps {
  readonly field: EditableField;
  readonly orders: readonly VisibleOrder[];
}

/** Sets one field of several orders. Each option says beforehand how many it would change. */
export function BulkEditMenu({ field, orders }: BulkEditMenuProps) {
  const offered = useOptions(field);
  const { isEditable } = useBaseFields();
  const formats = useFormats();
  const edit = useBulkEdit(field, orders);
  const name = FIELD_NAMES[field];
  const total = formats.count(orders.length);
  const options: MenuEntry[] = [...offered, null].map((value) => {
    const changed = orders.filter((order) => order[field] !== value).length;
    return {
      kind: 'item',
      label: value ?? BLANK,
      icon: optionIcon(field, value),
      hint: changed === 0 ? 'as it is' : `${formats.count(changed)} of ${total}`,
      isDisabled: changed === 0,
      onSelect: () => void edit(value),
    };
  });
  if (!isEditable(field)) return null;
  const title = orders.length === 1 ? 'Changes the chosen order' : `Changes of ${total} orders`;
  return (
    <MenuButton
      label={`${name} of the selection`}
      caption={name}
      entries={[{ kind: 'note', label: title }, ...options]}
    />
  );
}

function useBulkEdit(field: EditableField, orders: readonly VisibleOrder[]) {
  const { outbox } = useServices();
  const toasts = useToasts();
  return async (value: string | null) => {
    const recordIds = orders.map(({ recordId }) => recordId);
    const outcome = await outbox.editMany(recordIds, { [field]: value });
    if (outcome.kind !== 'not-saved') return;
    toasts.show({
      id: `not-saved selection ${field}`,
      tone: 'problem',
      title: `${FIELD_NAMES[field]} of the selection was not saved`,
      detail: `${outcome.reason} The orders are as they were; try again when this is mended.`,
      timeoutMs: 0,
    });
  };
}
