import { CloudUpload, TriangleAlert } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';

/** How many edits Airtable does not have yet; absent when there are none. */
export function EditsButton({ isOpen, onOpen }: { isOpen: boolean; onOpen: () => void }) {
  const { outbox, connection } = useServices();
  const pending = useObservable(outbox.pending);
  const { isStuck } = useObservable(connection);
  if (pending.length === 0) return null;
  const needsPerson = isStuck || pending.some(({ state }) => state === 'conflict' || state === 'rejected');
  return (
    <Button
      tone={needsPerson ? 'attention' : 'plain'}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      {needsPerson ? <TriangleAlert size={15} aria-hidden /> : <CloudUpload size={15} aria-hidden />}
      {pendingText(pending.length)}
    </Button>
  );
}

function pendingText(count: number): string {
  return `${count} pending ${count === 1 ? 'edit' : 'edits'}`;
}
