import { FlaskConical } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import styles from './sample-note.module.css';

/** Says that the orders are the simulator's, and what to do for real ones. */
export function SampleNote() {
  const config = useObservable(useServices().config);
  if (config?.simulator !== true) return null;
  return (
    <PopoverButton
      tone="quiet"
      className={styles['chip']}
      panelLabel="Sample data"
      panel={() => (
        <div className={styles['text']}>
          <h2>These are sample orders</h2>
          <p>
            They come from the bundled Airtable simulator, where other people seem to be at work. Nothing you
            do here reaches a real base.
          </p>
          <p>
            For your own base, set <code>AIRTABLE_API_KEY</code>, <code>AIRTABLE_BASE_ID</code> and{' '}
            <code>AIRTABLE_TABLE_ID</code> on the server and start it again.
          </p>
        </div>
      )}
    >
      <FlaskConical size={13} aria-hidden />
      Sample data
    </PopoverButton>
  );
}
