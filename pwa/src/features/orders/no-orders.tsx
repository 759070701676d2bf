import { PATHS } from '@orders/contract';
import { CloudOff, Inbox, LogIn, PackageOpen, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { type ConnectionState, useObservable, useServices } from '../../services.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Message } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import styles from './no-orders.module.css';

/** The filters let nothing through, or there is nothing at all. */
export function NoMatch({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (!isFiltered) {
    return (
      <Message icon={<Inbox size={28} aria-hidden />} title="There are no orders yet">
        The table in Airtable is empty. New orders appear here by themselves.
      </Message>
    );
  }
  return (
    <Message
      icon={<SearchX size={28} aria-hidden />}
      title="No orders match"
      actions={<Button onClick={onClear}>Show all orders</Button>}
    >
      Nothing on this device fits the search and the filters. Try fewer of them.
    </Message>
  );
}

/** This device has no copy of the orders yet: why, and what can be done. */
export function NoCopy() {
  const services = useServices();
  const connection = useObservable(services.connection);
  const sync = useObservable(services.sync);
  const formats = useFormats();
  const { icon, title, text, action } = reasonFor(connection, formats.time);
  const { progress } = sync;
  const isReading = connection.state === 'online' && sync.problem === null;
  return (
    <Message icon={icon} title={title} actions={action}>
      {sync.problem === null ? text : `${sync.problem} The app goes on trying by itself.`}
      {isReading && (
        <span className={styles['progress']}>
          <ProgressBar label="Orders read" done={progress?.fetched ?? 0} total={progress?.expected ?? null} />
          <span className={styles['count']}>{progress !== null && readText(progress, formats.count)}</span>
        </span>
      )}
    </Message>
  );
}

function reasonFor(
  { state, until }: ConnectionState,
  time: (epochMs: number) => string,
): { icon: ReactNode; title: string; text: string; action?: ReactNode } {
  switch (state) {
    case 'signed-out':
      return {
        icon: <LogIn size={28} aria-hidden />,
        title: 'Sign in to see the orders',
        text: 'Your company asks for a sign-in before it shows them.',
        action: (
          <a className={buttonClass({ tone: 'primary' })} href={loginHref()}>
            Sign in
          </a>
        ),
      };
    case 'offline':
      return {
        icon: <CloudOff size={28} aria-hidden />,
        title: 'No orders on this device yet',
        text: 'There is no connection, and this device has not been online with the app before. Connect once; from then on all orders are here without a connection too.',
      };
    case 'airtable-unavailable':
      return {
        icon: <CloudOff size={28} aria-hidden />,
        title: 'Airtable cannot be reached',
        text: `The orders come as soon as it answers again${until === null ? '' : `; the next try is at ${time(until)}`}. There is nothing you need to do.`,
      };
    case 'online':
      return {
        icon: <PackageOpen size={28} aria-hidden />,
        title: 'Fetching the orders',
        text: 'The first time takes some seconds. Afterwards they are kept on this device.',
      };
  }
}

function loginHref(): string {
  const { pathname, search } = window.location;
  return `${PATHS.login}?returnTo=${encodeURIComponent(pathname + search)}`;
}

function readText(
  { fetched, expected }: { fetched: number; expected: number | null },
  count: (value: number) => string,
): string {
  return expected === null ? `${count(fetched)} read` : `${count(fetched)} of ${count(expected)} read`;
}
