import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import { filterWords } from './filter-words.ts';
import styles from './print-note.module.css';
import { isFiltered, type TableView } from './table-view.ts';
import { useOrdersView } from './use-orders-view.ts';

interface PrintNoteProps {
  readonly view: TableView;
  readonly viewName: string | null;
}

/** On paper only: what the list shows and as of when, which the controls say on the screen. */
export function PrintNote({ view, viewName }: PrintNoteProps) {
  const { asOf } = useOrdersView(useServices().orders);
  const formats = useFormats();
  const moment = asOf === null ? null : formats.fullMoment(new Date(asOf).toISOString());
  return (
    <section className={styles['note']} aria-label="What is printed">
      <h2>{viewName ?? 'Orders'}</h2>
      <p>
        {isFiltered(view) ? '' : 'All orders. '}
        {filterWords(view, formats).join(' · ')}
      </p>
      <p>{moment === null ? 'It is not known as of when this is.' : `As of ${moment}.`}</p>
    </section>
  );
}
