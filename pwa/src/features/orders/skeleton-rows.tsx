import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './orders-table.module.css';
import { useBaseFields } from './use-base-fields.ts';

const ROWS = Array.from({ length: 12 }, (_, index) => index);

/** Column and the usual length of its text. */
const CELLS = [
  ['select', 2],
  ['orderId', 10],
  ['customer', 20],
  ['status', 10],
  ['orderTotal', 8],
  ['priority', 8],
  ['createdAt', 13],
  ['updatedAt', 13],
] as const;

/** What stands in the place of the rows while the device's database is being read. */
export function SkeletonRows() {
  const { has } = useBaseFields();
  return (
    <tbody aria-hidden>
      {ROWS.map((row) => (
        <tr key={row} className={styles['row']}>
          {CELLS.filter(([column]) => column === 'select' || has(column)).map(([column, length], index) => (
            <td key={column} data-column={column}>
              {length > 2 && <Skeleton width={length - ((row * 7 + index) % 4)} />}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
