import { ChevronDown, ChevronUp } from 'lucide-react';
import { useId, useState } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import { deferComponent } from '../../ui/deferred.ts';
import { recall, remember } from '../../ui/remembered.ts';
import { useNow } from '../../ui/use-now.ts';
import type { ChangeListProps } from './change-list.tsx';
import type { OrderLinks } from './order-links.ts';
import styles from './recent-changes.module.css';

const useChangeList = deferComponent<ChangeListProps>(() =>
  import('./change-list.tsx').then((module) => module.ChangeList),
);

const KEY = 'orders.changes';

/** What changed lately, for those who want to know: one line until it is opened, and never announced. */
export function RecentChanges({ links }: { links: OrderLinks }) {
  const { orders } = useServices();
  const changes = useObservable(orders.seen);
  const [isOpen, setOpen] = useState(() => recall(KEY) === 'open');
  const ChangeList = useChangeList(isOpen);
  const listId = useId();
  const Icon = isOpen ? ChevronUp : ChevronDown;
  const toggle = () => {
    setOpen(!isOpen);
    remember(KEY, isOpen ? 'closed' : 'open');
  };
  return (
    <section className={styles['changes']} aria-label="Recent changes">
      <button
        type="button"
        className={styles['head']}
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={toggle}
      >
        <span className={styles['title']}>Recent changes</span>
        <Latest />
        <Icon size={16} aria-hidden />
      </button>
      {isOpen && (
        <div id={listId} className={styles['body']}>
          {ChangeList !== null && <ChangeList changes={changes} links={links} />}
        </div>
      )}
    </section>
  );
}

/** How many there are and how old the last one is. */
function Latest() {
  const changes = useObservable(useServices().orders.seen);
  const formats = useFormats();
  const now = useNow(10_000);
  const [latest] = changes;
  return (
    <span className={styles['latest']}>
      {latest === undefined
        ? 'none seen since this window was opened'
        : `${formats.count(changes.length)} seen, the last ${formats.age(now - latest.at)}`}
    </span>
  );
}
