import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './orders-table.module.css';

const ROWS = Array.from({ length: 12 }, (_, index) => index);

/** The usual length of a column's text. */
const LENGTHS: Readonly<Record<string, number>> = {
  orderId: 10,
  customer: 20,
  status: 10,
  orderTotal: 8,
  priority: 8,
  createdAt: 13,
  updatedAt: 13,
};

/** What stands in the place of the rows while the device's database is being read. */
export function SkeletonRows({ columns }: { columns: readonly string[] }) {
  return (
    <tbody aria-hidden>
      {ROWS.map((row) => (
        <tr key={row} className={styles['row']}>
          <td data-column="select" />
          {columns.map((column, index) => (
            <td key={column} data-column={column}>
              <Skeleton width={(LENGTHS[column] ?? 10) - ((row * 7 + index) % 4)} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
