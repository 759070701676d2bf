import { foldText } from '@orders/contract';
import { PackageX } from 'lucide-react';
import type { ComponentType } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { OrdersView, VisibleOrder } from '../../store/visible-order.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Message } from '../../ui/message.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { OrderActions } from './order-actions.tsx';
import { OrderFacts } from './order-facts.tsx';
import styles from './order-panel.module.css';
import { useOrdersNavigation } from './orders-navigation.tsx';
import { DEFAULT_VIEW, toOrderQuery } from './table-view.ts';
import { useOrdersView } from './use-orders-view.ts';

interface OrderPanelProps {
  /** What the address asks for: an Order ID or a record id. */
  readonly name: string;
  /** Shows what is known of the order's past. */
  readonly History: ComponentType<{ order: VisibleOrder }>;
}

/** One order beside the table. */
export function OrderPanel({ name, History }: OrderPanelProps) {
  const orders = useOrdersView(useServices().orders);
  const { closeOrder, hrefOf } = useOrdersNavigation();
  const order = orders.find(name);
  const label = order === null ? name : orders.labelOf(order);
  return (
    <Drawer
      title={label}
      onClose={closeOrder}
      isBeside
      actions={<OrderActions key={label} order={order} label={label} href={hrefOf(label)} />}
    >
      {order === null ? (
        <NotFound name={name} orders={orders} />
      ) : (
        <OrderFacts order={order} label={label}>
          <History order={order} />
        </OrderFacts>
      )}
    </Drawer>
  );
}

function NotFound({ name, orders }: { name: string; orders: OrdersView }) {
  const formats = useFormats();
  if (orders.phase === 'opening') return <div aria-busy className={styles['opening']} />;
  const namesakes = findNamesakes(name, orders);
  if (namesakes.length > 1) return <Namesakes name={name} orders={namesakes} />;
  return (
    <Message icon={<PackageX size={28} aria-hidden />} title="No such order">
      {orders.phase === 'ready'
        ? `None of the ${formats.count(orders.count)} orders on this device is called ${name}. It may have been deleted or renamed in Airtable.`
        : 'The orders are not on this device yet. This page fills itself as soon as they are.'}
    </Message>
  );
}

/** In Airtable an Order ID is text that people type, so two orders can have the same. */
function Namesakes({ name, orders }: { name: string; orders: readonly VisibleOrder[] }) {
  const { hrefOf, open } = useOrdersNavigation();
  return (
    <Message
      icon={<PackageX size={28} aria-hidden />}
      title={`${orders.length} orders are called ${name}`}
      actions={orders.map(({ recordId, customer }) => (
        <a
          key={recordId}
          className={buttonClass({})}
          href={hrefOf(recordId)}
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            open(recordId);
          }}
        >
          <bdi>{customer ?? recordId}</bdi>
        </a>
      ))}
    >
      The Order ID stands more than once in Airtable. Choose which one you mean.
    </Message>
  );
}

function findNamesakes(name: string, orders: OrdersView): VisibleOrder[] {
  if (orders.phase !== 'ready') return [];
  const query = toOrderQuery({ ...DEFAULT_VIEW, searchText: foldText(name) });
  return orders.query(query).orders.filter((order) => order.orderId === name);
}
