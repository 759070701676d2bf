import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormats } from '../../format/use-formats.ts';
import { Button } from '../../ui/button.tsx';
import styles from './paging.module.css';
import type { TableView } from './table-view.ts';

const SIZES = [25, 50, 100, 250, 500];

interface PagingProps {
  readonly view: TableView;
  readonly total: number;
  readonly onChange: (view: TableView) => void;
}

/** Which part of the matching orders is shown, and the way to the others. */
export function Paging({ view, total, onChange }: PagingProps) {
  const formats = useFormats();
  const { page, pageSize } = view;
  const pageCount = pageCountOf(total, pageSize);
  const first = Math.min(total, (page - 1) * pageSize + 1);
  const last = Math.min(total, page * pageSize);
  const sizes = [...new Set([...SIZES, pageSize])].sort((left, right) => left - right);
  return (
    <nav className={styles['paging']} aria-label="Pages">
      <label className={styles['size']}>
        <span>Rows per page</span>
        <select
          value={pageSize}
          onChange={(event) => onChange({ ...view, page: 1, pageSize: Number(event.target.value) })}
        >
          {sizes.map((size) => (
            <option key={size} value={size}>
              {formats.count(size)}
            </option>
          ))}
        </select>
      </label>
      <span className={styles['info']}>
        {formats.count(first)}–{formats.count(last)} of {formats.count(total)}
      </span>
      <span className={styles['steps']}>
        <Button
          isIcon
          aria-label="Previous page"
          title="Previous page"
          disabled={page <= 1}
          onClick={() => onChange({ ...view, page: page - 1 })}
        >
          <ChevronLeft size={16} aria-hidden />
        </Button>
        <Button
          isIcon
          aria-label="Next page"
          title="Next page"
          disabled={page >= pageCount}
          onClick={() => onChange({ ...view, page: page + 1 })}
        >
          <ChevronRight size={16} aria-hidden />
        </Button>
      </span>
    </nav>
  );
}

/** There is always a page to be on, even if it is empty. */
export function pageCountOf(total: number, pageSize: number): number {
  return Math.max(1, Math.ceil(total / pageSize));
}
