import type { CivilDate } from '@orders/contract';
import { useSyncExternalStore } from 'react';
import { useServices } from '../../services.tsx';

/** The present day in the reporting zone, by the server's clock. */
export function useToday(): CivilDate {
  const { orders } = useServices();
  // A text: whoever asks only wants to know when the day is another one.
  return useSyncExternalStore(orders.subscribe, () => orders.current().today);
}
