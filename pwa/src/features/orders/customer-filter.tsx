import { X } from 'lucide-react';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { BLANK } from '../../format/option-look.tsx';
import { useServices } from '../../services.tsx';
import type { OrdersView } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import styles from './filter-panel.module.css';
import { DEFAULT_VIEW, toOrderQuery } from './table-view.ts';
import { useOrdersView } from './use-orders-view.ts';

interface CustomerFilterProps {
  readonly customers: readonly (string | null)[];
  readonly onChange: (customers: readonly (string | null)[]) => void;
}

const MOST_OFFERED = 12;
/** Names are looked for among so many orders that match. */
const LOOKED_THROUGH = 500;

/** Customers by their whole names: typed with the help of those that there are. */
export function CustomerFilter({ customers, onChange }: CustomerFilterProps) {
  const orders = useOrdersView(useServices().orders);
  const [text, setText] = useState('');
  const [isUnknown, setUnknown] = useState(false);
  const late = useDeferredValue(text.trim());
  const offered = useMemo(() => offerNames(orders, late), [orders, late]);
  const id = useId();
  const add = (name: string) => {
    const isThere = name !== '' && hasOrders(orders, name);
    setUnknown(name !== '' && !isThere);
    if (!isThere) return;
    setText('');
    if (!customers.includes(name)) onChange([...customers, name]);
  };
  return (
    <fieldset className={styles['group']}>
      <legend>Customer</legend>
      {customers.map((name) => (
        <div key={name} className={styles['chosen']}>
          <bdi>{name ?? BLANK}</bdi>
          <Button
            tone="quiet"
            isIcon
            aria-label={`Leave out ${name ?? 'blank customers'}`}
            onClick={() => onChange(customers.filter((other) => other !== name))}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
      <form
        className={styles['add']}
        onSubmit={(event) => {
          event.preventDefault();
          add(text.trim());
        }}
      >
        <input
          type="text"
          aria-label="Customer"
          placeholder="Whole name"
          list={`${id}-names`}
          autoComplete="off"
          maxLength={300}
          value={text}
          aria-invalid={isUnknown}
          aria-describedby={isUnknown ? `${id}-unknown` : undefined}
          onChange={({ target, nativeEvent }) => {
            setUnknown(false);
            setText(target.value);
            // Taken from the list and not typed: browsers send no kind of input with it, or that of a replacement.
            const kind = nativeEvent instanceof InputEvent ? nativeEvent.inputType : '';
            if ((kind === '' || kind === 'insertReplacementText') && offered.includes(target.value)) {
              add(target.value);
            }
          }}
        />
        <datalist id={`${id}-names`}>
          {offered.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Button type="submit" disabled={text.trim() === ''}>
          Add
        </Button>
      </form>
      {isUnknown && (
        <p id={`${id}-unknown`} className={styles['problem']} role="alert">
          No order has a customer of exactly this name.
        </p>
      )}
    </fieldset>
  );
}

function offerNames(orders: OrdersView, text: string): string[] {
  const query = toOrderQuery({ ...DEFAULT_VIEW, searchText: text, pageSize: LOOKED_THROUGH });
  const names = new Set(orders.query(query).orders.flatMap(({ customer }) => customer ?? []));
  return [...names].slice(0, MOST_OFFERED).sort((left, right) => left.localeCompare(right));
}

function hasOrders(orders: OrdersView, name: string): boolean {
  return orders.query(toOrderQuery({ ...DEFAULT_VIEW, customers: [name], pageSize: 1 })).total > 0;
}
