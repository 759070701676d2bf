import { OrderHistory } from '../features/activity/order-history.tsx';
import { OrderPanel } from '../features/orders/order-panel.tsx';

/** One order beside the table, with what is known of its past. */
export function OrderBeside({ name }: { name: string }) {
  return <OrderPanel name={name} History={OrderHistory} />;
}
