import { useEffect } from 'react';
import { useObservable, useServices } from '../services.tsx';

/** Says in the title, and on the icon of the installed app, how many edits wait. */
export function useDocumentTitle(): void {
  const count = useObservable(useServices().outbox.pending).length;
  useEffect(() => {
    document.title = count === 0 ? 'Orders' : `(${count}) Orders`;
    void navigator.setAppBadge?.(count).catch(() => undefined);
  }, [count]);
}
