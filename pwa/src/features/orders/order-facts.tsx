import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { BLANK } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { EditMark } from './edit-mark.tsx';
import { OptionEditor } from './option-editor.tsx';
import styles from './order-panel.module.css';
import { useOrdersNavigation } from './orders-navigation.tsx';
import { useBaseFields } from './use-base-fields.ts';

const EDIT_TEXTS = {
  waiting: 'Your change is saved on this device and is sent as soon as possible.',
  sending: 'Your change is being sent.',
  conflict: 'Somebody else changed the same field. You decide which value stays.',
  rejected: 'Airtable did not accept your change.',
};

interface OrderFactsProps {
  readonly order: VisibleOrder;
  readonly label: string;
  /** What stands below the facts. */
  readonly children: ReactNode;
}

/** Everything that is known of one order. */
export function OrderFacts({ order, label, children }: OrderFactsProps) {
  const formats = useFormats();
  const { showEdits, showCustomer } = useOrdersNavigation();
  const { has } = useBaseFields();
  const { customer } = order;
  const amount = order.orderTotal === null ? BLANK : formats.money(order.orderTotal);
  return (
    <div className={styles['facts']}>
      {has('customer') && (
        <p className={styles['customer']} dir="auto">
          {customer ?? 'No customer'}
        </p>
      )}
      {has('orderTotal') && <p className={styles['amount']}>{amount}</p>}
      {customer !== null && (
        <Button className={styles['all']} onClick={() => showCustomer(customer)}>
          <ListFilter size={14} aria-hidden />
          All orders of this customer
        </Button>
      )}
      {order.editState !== null && (
        <p className={styles['edit']} data-state={order.editState}>
          <EditMark state={order.editState} onShowEdits={showEdits} />
          <span>{EDIT_TEXTS[order.editState]}</span>
        </p>
      )}
      <dl className={styles['list']}>
        {has('status') && (
          <Fact name="Status">
            <OptionEditor field="status" order={order} label={label} />
          </Fact>
        )}
        {has('priority') && (
          <Fact name="Priority">
            <OptionEditor field="priority" order={order} label={label} />
          </Fact>
        )}
        <Fact name="Created">
          <Moment iso={order.createdAt} />
        </Fact>
        {has('updatedAt') && (
          <Fact name="Updated">
            <Moment iso={order.updatedAt} />
          </Fact>
        )}
        <Fact name="Order ID">{order.orderId ?? BLANK}</Fact>
        <Fact name="Record ID">
          <code className={styles['code']}>{order.recordId}</code>
        </Fact>
      </dl>
      {children}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Moment({ iso }: { iso: string | null }) {
  const formats = useFormats();
  if (iso === null) return BLANK;
  return (
    <time dateTime={iso}>
      {formats.fullMoment(iso)}{' '}
      <span className={styles['age']}>{formats.age(Date.now() - Date.parse(iso))}</span>
    </time>
  );
}
