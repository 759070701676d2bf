import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Formats } from '../../format/formats.ts';
import { BLANK, optionIcon } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import type { FieldDifference, SeenChange, WatchedField } from '../../store/change-log.ts';
import styles from './recent-changes.module.css';

const NAMES: Record<WatchedField, string> = {
  status: 'Status',
  priority: 'Priority',
  customer: 'Customer',
  orderTotal: 'Total',
  orderId: 'Order ID',
};

/** What happened to an order, in words and signs that read the same. */
export function ChangeText({ change: { kind, differences } }: { change: SeenChange }) {
  const formats = useFormats();
  if (kind === 'created') return <span className={styles['text']}>New order</span>;
  if (kind === 'removed') return <span className={styles['text']}>Deleted in Airtable</span>;
  return (
    <span className={styles['text']}>
      {differences.map((difference) => (
        <span key={difference.field} className={styles['difference']}>
          <span className={styles['field']}>{NAMES[difference.field]}</span>{' '}
          {shownValue(difference, difference.from, formats)} <ArrowRight size={13} aria-hidden />
          <span className="visually-hidden">to</span> {shownValue(difference, difference.to, formats)}
        </span>
      ))}
    </span>
  );
}

function shownValue({ field }: FieldDifference, value: string | number | null, formats: Formats): ReactNode {
  if (value === null || value === '') return BLANK;
  if (typeof value === 'number') return formats.money(value);
  if (field !== 'status' && field !== 'priority') return <bdi>{value}</bdi>;
  return (
    <span className={styles['option']}>
      {optionIcon(field, value)}
      {value}
    </span>
  );
}
