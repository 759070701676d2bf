import { Download } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { saveAsFile } from '../../ui/save-as-file.ts';

/** Signing out takes the waiting edits along, so it is asked first, with the ways to keep them. */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const { outbox, account, connection } = useServices();
  const pending = useObservable(outbox.pending);
  const count = pending.length;
  const undecided = pending.filter(({ state: of }) => of === 'conflict' || of === 'rejected').length;
  const { state } = useObservable(connection);
  const them = count === 1 ? 'it' : 'them';
  const exportEdits = async () => saveAsFile('orders-pending-edits.json', await outbox.exportAll());
  if (count === 0) {
    return (
      <Alert
        title="Every edit has been sent"
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="primary" onClick={() => void account.signOut()}>
              Sign out
            </Button>
          </>
        }
      >
        <p>Nothing is lost when you sign out now.</p>
      </Alert>
    );
  }
  return (
    <Alert
      title={count === 1 ? '1 edit has not been sent' : `${count} edits have not been sent`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => void exportEdits()}>
            <Download size={15} aria-hidden />
            Export
          </Button>
          {state !== 'offline' && undecided < count && (
            <Button onClick={() => outbox.sendNow()}>Send now</Button>
          )}
          <Button tone="attention" onClick={() => void account.signOut()}>
            Sign out and delete {them}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <p>
        Signing out deletes everything of yours from this device, {count === 1 ? 'this edit' : 'these edits'}{' '}
        included. Airtable does not have {them} yet.
      </p>
      {undecided > 0 && (
        <p>
          {undecided === count ? (count === 1 ? 'It needs' : 'They need') : `${undecided} of them need`} your
          decision in the list of pending edits before {undecided === 1 ? 'it' : 'they'} can be sent.
        </p>
      )}
      {state !== 'online' && (
        <p>
          {state === 'offline'
            ? `There is no connection now, so ${count === 1 ? 'it' : 'they'} can only be exported as a file.`
            : `${count === 1 ? 'It' : 'They'} may not go out just now; a file keeps ${them} all the same.`}
        </p>
      )}
    </Alert>
  );
}
