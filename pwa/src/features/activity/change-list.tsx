import { useFormats } from '../../format/use-formats.ts';
import type { SeenChange } from '../../store/change-log.ts';
import { isPlainClick } from '../../ui/plain-click.ts';
import { useNow } from '../../ui/use-now.ts';
import { ChangeText } from './change-text.tsx';
import type { OrderLinks } from './order-links.ts';
import styles from './recent-changes.module.css';

/** More would only be scrolled past. */
const SHOWN = 100;

export interface ChangeListProps {
  readonly changes: readonly SeenChange[];
  readonly links: OrderLinks;
}

/** The latest changes first: order, field, from and to, when, and whether it was one's own. */
export function ChangeList({ changes, links }: ChangeListProps) {
  const formats = useFormats();
  const now = useNow(10_000);
  if (changes.length === 0) {
    return (
      <p className={styles['none']}>What you and others change appears here while this window is open.</p>
    );
  }
  return (
    <ul className={styles['list']}>
      {changes.slice(0, SHOWN).map((change) => (
        <li key={change.id} className={styles['line']}>
          <OrderLink change={change} links={links} />
          <ChangeText change={change} />
          <span className={styles['who']}>{change.isOwn ? 'You' : ''}</span>
          <time dateTime={new Date(change.at).toISOString()} className={styles['when']}>
            {formats.age(now - change.at)}
          </time>
        </li>
      ))}
      {changes.length > SHOWN && (
        <li className={styles['none']}>and {formats.count(changes.length - SHOWN)} earlier ones</li>
      )}
    </ul>
  );
}

function OrderLink({ change: { kind, label }, links }: { change: SeenChange; links: OrderLinks }) {
  if (kind === 'removed') return <span className={styles['order']}>{label}</span>;
  return (
    <a
      className={styles['order']}
      href={links.hrefOf(label)}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        links.open(label);
      }}
    >
      {label}
    </a>
  );
}
