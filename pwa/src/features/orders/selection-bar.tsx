import { EDITABLE_FIELDS } from '@orders/contract';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import type { OrdersView, VisibleOrder } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { BulkEditMenu } from './bulk-edit-menu.tsx';
import styles from './selection-bar.module.css';
import type { Selection } from './use-selection.ts';

/** What else can be done with the chosen orders; the app brings it. */
export type SelectionTools = (orders: readonly VisibleOrder[]) => ReactNode;

interface SelectionBarProps {
  readonly orders: OrdersView;
  readonly selection: Selection;
  readonly tools: SelectionTools;
}

/** What can be done with the chosen orders, for as long as there are any. */
export function SelectionBar({ orders, selection: { ids, rows, actions }, tools }: SelectionBarProps) {
  const session = useObservable(useServices().session);
  const formats = useFormats();
  const chosen = chosenOrders(orders, ids);
  if (chosen.length === 0) return null;
  const shown = new Set(rows);
  const elsewhere = chosen.filter(({ recordId }) => !shown.has(recordId)).length;
  return (
    <section className={styles['bar']} aria-label="Selection" data-at-lower-edge>
      <p className={styles['count']} role="status">
        {formats.count(chosen.length)} selected
        {elsewhere > 0 && (
          <span className={styles['elsewhere']}> · {formats.count(elsewhere)} not on this page</span>
        )}
      </p>
      {session?.role !== 'viewer' &&
        EDITABLE_FIELDS.map((field) => <BulkEditMenu key={field} field={field} orders={chosen} />)}
      {tools(chosen)}
      <Button tone="quiet" isIcon aria-label="Clear selection" onClick={actions.clear}>
        <X size={15} aria-hidden />
      </Button>
    </section>
  );
}

/** Orders that others have deleted meanwhile are left out. */
function chosenOrders(orders: OrdersView, ids: ReadonlySet<string>): VisibleOrder[] {
  return [...ids].flatMap((recordId) => orders.find(recordId) ?? []);
}
