import { useEffect } from 'react';
import { BLANK, FIELD_NAMES } from '../../format/option-look.tsx';
import { type EditOutcome, type Undoable, useObservable, useServices } from '../../services.tsx';
import { useToasts } from '../../ui/toast-context.tsx';

const TOAST = 'undo';

/** Long enough to notice a slip after the fact; Ctrl+Z works for longer. */
const SHOWN_MS = 60_000;

/**
 * Offers to take back the last edit: as a message at the lower edge, and by Ctrl+Z outside text fields; Ctrl+Shift+Z
 * or Ctrl+Y does it again.
 */
export function useUndo(): void {
  const { outbox } = useServices();
  const toasts = useToasts();
  const undoable = useObservable(outbox.undoable);

  useEffect(() => {
    const run = async (again: () => Promise<EditOutcome>, failed: string) => {
      toasts.close(TOAST);
      const outcome = await again();
      if (outcome.kind !== 'not-saved') return;
      toasts.show({ id: TOAST, tone: 'problem', title: failed, detail: outcome.reason });
    };
    const undo = () => void run(() => outbox.undo(), 'The change was not taken back');
    const redo = () => void run(() => outbox.redo(), 'The change was not made again');
    if (undoable === null) toasts.close(TOAST);
    else {
      toasts.show({
        id: TOAST,
        title: undoText(undoable),
        action: { label: 'Undo', run: undo },
        timeoutMs: SHOWN_MS,
      });
    }
    return onUndoKeys({ undo, redo });
  }, [undoable, outbox, toasts]);
}

function undoText({ label, field, from, to, count }: Undoable): string {
  const name = FIELD_NAMES[field].toLowerCase();
  if (count > 1) return `${count} orders: ${name} → ${to ?? BLANK}`;
  return `${label}: ${name} ${from ?? BLANK} → ${to ?? BLANK}`;
}

function onUndoKeys({ undo, redo }: { undo: () => void; redo: () => void }): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping) return;
    const key = event.key.toLowerCase();
    const isRedo = (key === 'z' && event.shiftKey) || (key === 'y' && !event.shiftKey && !event.metaKey);
    if (key !== 'z' && !isRedo) return;
    event.preventDefault();
    if (isRedo) redo();
    else undo();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
