import { useEffect } from 'react';
import { useObservable, useServices } from '../services.tsx';

/** Says in the title how many edits wait, and which order is open, so that windows and histories can be told apart. */
export function useDocumentTitle(order: string | null): void {
  const count = useObservable(useServices().outbox.pending).length;
  useEffect(() => {
    const waiting = count === 0 ? '' : `(${count}) `;
    document.title = `${waiting}${order === null ? '' : `${order} – `}Orders`;
  }, [count, order]);
}
