import type { OrderFilter } from '@orders/contract';
import { scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import { optionIcon, optionTone } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import type { ShownSummary } from '../../store/visible-order.ts';
import { isPlainClick } from '../../ui/plain-click.ts';
import styles from './charts.module.css';
import type { FilterLinks } from './key-figures.tsx';
import { unsentText } from './unsent-text.ts';

interface StatusChartProps {
  readonly summary: ShownSummary;
  readonly links: FilterLinks;
  readonly picked: OrderFilter['statuses'];
}

/** How the orders spread over the statuses; each line leads to its orders. Its numbers stand in it as text. */
export function StatusChart({ summary, links, picked }: StatusChartProps) {
  const formats = useFormats();
  const { byStatus } = summary.figures;
  const highest = Math.max(1, ...byStatus.map(({ count }) => count));
  const length = scaleLinear({ domain: [0, highest], range: [0, 100] });
  return (
    <figure className={styles['figure']} aria-labelledby="orders-by-status">
      <figcaption className={styles['head']}>
        <h2 id="orders-by-status">Orders by status</h2>
        <span className={styles['readOut']}>{unsentText(summary.pendingEdits)}</span>
      </figcaption>
      <ul className={styles['statuses']}>
        {byStatus.map(({ status, count, total }) => {
          const isOnly = picked.length === 1 && picked[0] === status;
          const filter = { statuses: isOnly ? [] : [status] };
          return (
            <li key={status} data-faded={(picked.length > 0 && !picked.includes(status)) || undefined}>
              <a
                className={styles['status']}
                href={links.hrefOf(filter)}
                aria-current={isOnly || undefined}
                onClick={(event) => {
                  if (!isPlainClick(event)) return;
                  event.preventDefault();
                  links.show(filter);
                }}
              >
                <span className={styles['statusName']}>
                  {optionIcon('status', status)}
                  {status ?? 'No status'}
                </span>
                <svg
                  viewBox="0 0 100 8"
                  preserveAspectRatio="none"
                  aria-hidden
                  data-tone={optionTone('status', status)}
                >
                  <Bar className={`${styles['track']}`} width={100} height={8} />
                  <Bar
                    className={`${styles['statusBar']}`}
                    width={count === 0 ? 0 : Math.max(0.8, length(count))}
                    height={8}
                  />
                </svg>
                <span className={styles['statusCount']}>{formats.count(count)}</span>
                <span className={styles['statusTotal']}>{formats.money(total)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
