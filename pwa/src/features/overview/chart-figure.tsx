import { ChartColumn, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './charts.module.css';

export interface NumbersRow {
  readonly key: string;
  /** One for each column; the first one names the row. */
  readonly cells: readonly string[];
}

interface ChartFigureProps {
  readonly title: string;
  /** What is pointed at, or what the whole comes to; the chart itself says the same to assistive technology. */
  readonly readOut: ReactNode;
  readonly columns: readonly string[];
  readonly rows: readonly NumbersRow[];
  /** What can be chosen about the chart. */
  readonly controls?: ReactNode;
  /** Stands for the numbers while the chart is shown, where the chart has them not as text. */
  readonly asText?: ReactNode;
  readonly children: ReactNode;
}

/** Frame of a chart: title, a line for what is pointed at, and the numbers as a table in place of the drawing. */
export function ChartFigure({ title, readOut, columns, rows, controls, asText, children }: ChartFigureProps) {
  const titleId = useId();
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? ChartColumn : Table2;
  return (
    <figure className={styles['figure']} aria-labelledby={titleId}>
      <figcaption className={styles['head']}>
        <h2 id={titleId}>{title}</h2>
        <span className={styles['readOut']} aria-hidden={asText !== undefined || undefined}>
          {!isTable && readOut}
        </span>
        {controls}
        <Button
          tone="quiet"
          isIcon
          className={styles['switch']}
          aria-pressed={isTable}
          aria-label="Show numbers"
          title={isTable ? 'Show as a chart' : 'Show as numbers'}
          onClick={() => setTable(!isTable)}
        >
          <Icon size={15} aria-hidden />
        </Button>
      </figcaption>
      {isTable ? <Numbers title={title} columns={columns} rows={rows} /> : children}
      {!isTable && asText}
    </figure>
  );
}

function Numbers({ title, columns, rows }: Pick<ChartFigureProps, 'title' | 'columns' | 'rows'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section className={styles['numbers']} aria-label={`${title}, numbers`} tabIndex={0}>
      <table aria-label={title}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...values] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={columns[index + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
