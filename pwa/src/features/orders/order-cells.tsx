import type { EditableField } from '@orders/contract';
import { BLANK } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { isPlainClick } from '../../ui/plain-click.ts';
import { EditMark } from './edit-mark.tsx';
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
        {label}
      </a>
      {order.editState !== null && <EditMark state={order.editState} onShowEdits={showEdits} />}
    </span>
  );
}

export function CustomerCell({ name }: { name: string | null }) {
  if (name === null) return <Blank />;
  return (
    <span className={styles['customer']} dir="auto" title={name}>
      {name}
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
