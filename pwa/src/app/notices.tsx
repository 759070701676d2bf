import { PATHS } from '@orders/contract';
import { TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useObservable, useServices } from '../services.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import styles from './notices.module.css';
import { OUTDATED } from './storage-problem.ts';

interface NoticesProps {
  /** Parts of the address that were not understood. */
  readonly ignored: readonly string[];
  readonly isUnknownPath: boolean;
  /** Where the person is, to come back to. */
  readonly here: string;
}

/** What the person has to know about this window before all else. Seldom there. */
export function Notices({ ignored, isUnknownPath, here }: NoticesProps) {
  const { storageProblem, isIntercepted } = useObservable(useServices().connection);
  const isPartMissing = usePreloadError();
  return (
    <>
      {storageProblem !== null && (
        <Notice
          title={storageProblem === OUTDATED ? 'This window is out of date' : 'This device cannot keep data'}
          action={
            storageProblem === OUTDATED && <Button onClick={() => window.location.reload()}>Reload</Button>
          }
        >
          {storageProblem}
        </Notice>
      )}
      {isIntercepted && (
        <Notice
          title="Something else answers for the server"
          action={
            <a
              className={buttonClass({ tone: 'primary' })}
              href={`${PATHS.login}?returnTo=${encodeURIComponent(here)}`}
            >
              Sign in to the network
            </a>
          }
        >
          Perhaps the sign-in page of a network. Your orders and edits stay on this device.
        </Notice>
      )}
      {isPartMissing && (
        <Notice
          title="A part of the app could not be loaded"
          action={<Button onClick={() => window.location.reload()}>Reload</Button>}
        >
          Probably a new version has been put in place. Edits that wait stay on this device.
        </Notice>
      )}
      {isUnknownPath && <Dismissable title="There is no such page">You see all orders instead.</Dismissable>}
      {ignored.length > 0 && (
        <Dismissable key={ignored.join()} title="Part of the address was not understood">
          Left out: {ignored.join(', ')}. The rest is shown.
        </Dismissable>
      )}
    </>
  );
}

/** A notice that has been read and may go. */
export function Dismissable({ title, children }: { title: string; children: ReactNode }) {
  const [isShown, setShown] = useState(true);
  if (!isShown) return null;
  return (
    <Notice
      title={title}
      action={
        <Button tone="quiet" isIcon aria-label="Dismiss" onClick={() => setShown(false)}>
          <X size={15} aria-hidden />
        </Button>
      }
    >
      {children}
    </Notice>
  );
}

/** A line over the whole width that says what is out of the ordinary. */
export function Notice({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={styles['notice']} role="note">
      <TriangleAlert size={16} aria-hidden className={styles['icon']} />
      <p>
        <strong>{title}.</strong> {children}
      </p>
      {action}
    </div>
  );
}

/** Vite says by this event that code which is loaded late did not come. */
function usePreloadError(): boolean {
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const onError = () => setFailed(true);
    window.addEventListener('vite:preloadError', onError);
    return () => window.removeEventListener('vite:preloadError', onError);
  }, []);
  return hasFailed;
}
