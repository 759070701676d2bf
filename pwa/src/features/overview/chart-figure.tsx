import { ChartColumn, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './charts.module.css';

interface ChartFigureProps {
  readonly title: string;
  /** What the chart shows, line by line. Read by assistive technology always, seen by everybody on demand. */
  readonly numbers: readonly {
    readonly key: string;
    readonly name: string;
    readonly count: string;
    readonly total: string;
  }[];
  /** The chart; it is given the place where it writes what is pointed at. */
  readonly children: (readOut: (text: ReactNode) => void) => ReactNode;
}

/** Frame of a chart: title, a line for what is pointed at, and the numbers as text. */
export function ChartFigure({ title, numbers, children }: ChartFigureProps) {
  const titleId = useId();
  const [text, setText] = useState<ReactNode>(null);
  const [isList, setList] = useState(false);
  const Icon = isList ? ChartColumn : Table2;
  return (
    <figure className={styles['figure']} aria-labelledby={titleId}>
      <figcaption className={styles['head']}>
        <h2 id={titleId}>{title}</h2>
        <span className={styles['readOut']} aria-hidden>
          {!isList && text}
        </span>
        <Button
          tone="quiet"
          isIcon
          className={styles['switch']}
          aria-pressed={isList}
          aria-label="Show numbers"
          title={isList ? 'Show as a chart' : 'Show as numbers'}
          onClick={() => setList(!isList)}
        >
          <Icon size={15} aria-hidden />
        </Button>
      </figcaption>
      {!isList && children(setText)}
      <ul className={isList ? styles['numbers'] : 'visually-hidden'} tabIndex={isList ? 0 : undefined}>
        {numbers.map(({ key, name, count, total }) => (
          <li key={key}>
            <span>{name}:</span> <span>{count} orders,</span> <span>{total}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
