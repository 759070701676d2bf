import { useEffect } from 'react';
import { BLANK, FIELD_NAMES } from '../../format/option-look.tsx';
import { type Undoable, useObservable, useServices } from '../../services.tsx';
import { useToasts } from '../../ui/toast-context.tsx';

const TOAST = 'undo';

/** Long enough to notice a slip after the fact; Ctrl+Z works for longer. */
const SHOWN_MS = 60_000;

/** Offers to take back the last edit: as a message at the lower edge, and by Ctrl+Z outside text fields. */
export function useUndo(): void {
  const { outbox } = useServices();
  const toasts = useToasts();
  const undoable = useObservable(outbox.undoable);

  useEffect(() => {
    const undo = async () => {
      toasts.close(TOAST);
      const outcome = await outbox.undo();
      if (outcome.kind !== 'not-saved') return;
      toasts.show({
        id: TOAST,
        tone: 'problem',
        title: 'The change was not taken back',
        detail: outcome.reason,
      });
    };
    if (undoable === null) toasts.close(TOAST);
    else {
      toasts.show({
        id: TOAST,
        title: undoText(undoable),
        action: { label: 'Undo', run: () => void undo() },
        timeoutMs: SHOWN_MS,
      });
    }
    return undoable === null ? undefined : onUndoKeys(() => void undo());
  }, [undoable, outbox, toasts]);
}

function undoText({ label, field, from, to }: Undoable): string {
  return `${label}: ${FIELD_NAMES[field].toLowerCase()} ${from ?? BLANK} → ${to ?? BLANK}`;
}

function onUndoKeys(undo: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'z';
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (!isUndo || isTyping) return;
    event.preventDefault();
    undo();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
