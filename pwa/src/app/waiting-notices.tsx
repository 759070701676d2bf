import { useSyncExternalStore } from 'react';
import { useFormats } from '../format/use-formats.ts';
import { useObservable, useServices } from '../services.tsx';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/use-now.ts';
import { Dismissable, Notice } from './notices.tsx';

const HOUR_MS = 3_600_000;
const COPY_IS_OLD_MS = 24 * HOUR_MS;
const LONG_WAIT_MS = 72 * HOUR_MS;
/** Where the browser promises nothing: Safari deletes what a site stored after a week without a visit. */
const RISKY_WAIT_MS = 24 * HOUR_MS;

/** What has waited for so long that somebody should know. Seldom there. */
export function WaitingNotices({ onShowEdits }: { onShowEdits: () => void }) {
  const { orders, account } = useServices();
  const { phase, asOf } = useSyncExternalStore(orders.subscribe, orders.current);
  const others = useObservable(account.othersEdits);
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <>
      <LongWait now={now} onShowEdits={onShowEdits} />
      {phase === 'ready' && asOf !== null && now - asOf > COPY_IS_OLD_MS && (
        <Notice title={`These orders are as of ${formats.fullMoment(new Date(asOf).toISOString())}`}>
          Airtable may hold other values by now. Newer ones are read as soon as there is a connection.
        </Notice>
      )}
      {others > 0 && (
        <Dismissable
          title={`${others} ${others === 1 ? 'edit' : 'edits'} of another account ${others === 1 ? 'waits' : 'wait'} on this device`}
        >
          Nobody else sees or sends {others === 1 ? 'it' : 'them'}: that account has to sign in here.
        </Dismissable>
      )}
    </>
  );
}

function LongWait({ now, onShowEdits }: { now: number; onShowEdits: () => void }) {
  const { outbox, diagnostics } = useServices();
  const pending = useObservable(outbox.pending);
  const promise = useObservable(diagnostics.storagePromise);
  const ages = pending.filter(({ createdAt }) => createdAt > 0).map(({ createdAt }) => now - createdAt);
  const oldest = Math.max(0, ...ages);
  const show = <Button onClick={onShowEdits}>Show</Button>;
  if (oldest > LONG_WAIT_MS) {
    const count = ages.filter((age) => age > LONG_WAIT_MS).length;
    return (
      <Notice
        title={
          count === 1
            ? '1 edit has waited for more than 3 days'
            : `${count} edits have waited for more than 3 days`
        }
        action={show}
      >
        Airtable does not have {count === 1 ? 'it' : 'them'}. {promise === 'refused' ? RISK : KEPT}
      </Notice>
    );
  }
  if (oldest <= RISKY_WAIT_MS || promise !== 'refused') return null;
  return (
    <Notice title="Edits have waited for more than a day" action={show}>
      {RISK}
    </Notice>
  );
}

const KEPT = 'What waits stays on this device until it is sent or you discard it.';
const RISK =
  'This browser has not promised to keep what the app stores. Send the edits soon, or export them as a file; installing the app helps, too.';
