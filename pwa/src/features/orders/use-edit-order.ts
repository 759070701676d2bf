import type { EditableField } from '@orders/contract';
import { FIELD_NAMES } from '../../format/option-look.tsx';
import { useServices } from '../../services.tsx';
import { useToasts } from '../../ui/toast-context.tsx';

/** Changes one field of an order. What the device could not keep is said, never passed over. */
export function useEditOrder() {
  const { outbox } = useServices();
  const toasts = useToasts();
  return async (order: { recordId: string; label: string }, field: EditableField, value: string | null) => {
    const outcome = await outbox.edit(order.recordId, { [field]: value });
    if (outcome.kind !== 'not-saved') return;
    toasts.show({
      id: `not-saved ${order.recordId} ${field}`,
      tone: 'problem',
      title: `${FIELD_NAMES[field]} of ${order.label} was not saved`,
      detail: `${outcome.reason} The order is as it was; try again when this is mended.`,
      timeoutMs: 0,
    });
  };
}
