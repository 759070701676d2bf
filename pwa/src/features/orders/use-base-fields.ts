import type { EditableField, SortField } from '@orders/contract';
import { useMemo } from 'react';
import { useObservable, useServices } from '../../services.tsx';

/** What the base has of an order; before the server has said, everything. */
export function useBaseFields() {
  const config = useObservable(useServices().config);
  return useMemo(() => {
    const missing = new Set(config?.missingFields);
    const readOnly = new Set(config?.readOnlyFields);
    return {
      /** An order has always a name: its record id, where the base has none for it. */
      has: (field: SortField) => field === 'orderId' || !missing.has(field),
      isEditable: (field: EditableField) => !missing.has(field) && !readOnly.has(field),
    };
  }, [config]);
}
