import { type EditableField, ORDER_PRIORITIES, ORDER_STATUSES } from '@orders/contract';
import { useObservable, useServices } from '../../services.tsx';

const NONE: readonly string[] = [];

/** What may be written into a field: the options of the base, or those of the data model while they are not known. */
export function useOptions(field: EditableField): readonly string[] {
  const config = useObservable(useServices().config);
  if (config?.missingFields.includes(field)) return NONE;
  const offered = field === 'status' ? config?.statuses : config?.priorities;
  if (offered !== undefined && offered.length > 0) return offered;
  return field === 'status' ? ORDER_STATUSES : ORDER_PRIORITIES;
}
