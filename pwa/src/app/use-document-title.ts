import { useEffect } from 'react';
import { useObservable, useServices } from '../services.tsx';

/** Says in the title how many edits wait. */
export function useDocumentTitle(): void {
  const count = useObservable(useServices().outbox.pending).length;
  useEffect(() => {
    document.title = count === 0 ? 'Orders' : `(${count}) Orders`;
  }, [count]);
}
