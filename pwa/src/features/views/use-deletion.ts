import { useEffect, useRef, useState } from 'react';
import { useServices } from '../../services.tsx';
import { useToasts } from '../../ui/toast-context.tsx';
import type { NamedView } from './built-in-views.ts';

interface Deletion {
  /** The view that was deleted last; `null` = none, or it is back. */
  readonly deleted: NamedView | null;
  remove(view: NamedView): void;
  takeBack(): void;
}

/**
 * Deletes views at once and takes the last deletion back: in the panel while that is open, which no message reaches
 * over, and by a message afterwards.
 * @param releaseKey takes the key from a view; returns how to give it back
 */
export function useDeletion(releaseKey: (viewId: string) => () => void): Deletion {
  const { views } = useServices();
  const toasts = useToasts();
  const [deleted, setDeleted] = useState<NamedView | null>(null);
  const undo = useRef<{ readonly name: string; readonly run: () => void } | null>(null);
  useEffect(
    () => () => {
      const last = undo.current;
      if (last === null) return;
      toasts.show({
        id: 'deleted view',
        title: `View “${last.name}” deleted`,
        timeoutMs: 10_000,
        action: {
          label: 'Undo',
          run() {
            last.run();
            toasts.close('deleted view');
          },
        },
      });
    },
    [toasts],
  );
  return {
    deleted,
    remove(view) {
      const restore = views.remove(view.id);
      const giveKeyBack = releaseKey(view.id);
      undo.current = {
        name: view.name,
        run() {
          restore();
          giveKeyBack();
        },
      };
      setDeleted(view);
    },
    takeBack() {
      undo.current?.run();
      undo.current = null;
      setDeleted(null);
    },
  };
}
