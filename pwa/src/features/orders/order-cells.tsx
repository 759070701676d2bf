import type { EditableField } from '@orders/contract';
import { ListFilter } from 'lucide-react';
import { BLANK } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { isPlainClick } from '../../ui/plain-click.ts';
import { EditMark } from './edit-mark.tsx';
import { MarkedText } from './marked-text.tsx';
import { OptionEditor } from './option-editor.tsx';
import styles from './order-cells.module.css';
import { useRow } from './order-row-context.ts';
import { useOrdersNavigation } from './orders-navigation.tsx';

export function NameCell({ order }: { order: VisibleOrder }) {
  const { label, isOpen } = useRow();
  const { hrefOf, open, showEdits } = useOrdersNavigation();
  return (
    <span className={styles['name']}>
      <a
        className={styles['link']}
        href={hrefOf(label)}
        title={label}
        aria-current={isOpen || undefined}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          open(label);
        }}
      >
        {label === order.orderId ? <MarkedText text={label} /> : label}
      </a>
      {order.editState !== null && <EditMark state={order.editState} onShowEdits={showEdits} />}
    </span>
  );
}

export function CustomerCell({ name }: { name: string | null }) {
  const { showCustomer } = useOrdersNavigation();
  if (name === null) return <Blank />;
  return (
    <span className={styles['customerCell']}>
      <span className={styles['customer']} dir="auto" title={name}>
        <MarkedText text={name} />
      </span>
      {/* Not among the stops of the Tab key, which would be one more for each row: a key of its own does the same. */}
      <button
        type="button"
        tabIndex={-1}
        className={styles['only']}
        data-filter="customer"
        aria-label={`Only orders of ${name}`}
        title={`Only orders of ${name}`}
        onClick={() => showCustomer(name)}
      >
        <ListFilter size={13} aria-hidden />
      </button>
    </span>
  );
}

export function EditableCell({ field, order }: { field: EditableField; order: VisibleOrder }) {
  const { label, isOpen } = useRow();
  // While the order is open beside the table it is edited there: two controls of one name would only confuse.
  return <OptionEditor field={field} order={order} label={label} isReadOnly={isOpen} />;
}

export function TotalCell({ amount }: { amount: number | null }) {
  const formats = useFormats();
  return amount === null ? <Blank /> : formats.money(amount);
}

export function MomentCell({ iso }: { iso: string | null }) {
  const formats = useFormats();
  if (iso === null) return <Blank />;
  return (
    <time dateTime={iso} title={formats.fullMoment(iso)} className={styles['moment']}>
      {formats.moment(iso)}
    </time>
  );
}

function Blank() {
  return <span className={styles['blank']}>{BLANK}</span>;
}
