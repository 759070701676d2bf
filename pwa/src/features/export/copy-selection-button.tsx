import { ClipboardCopy } from 'lucide-react';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import type { ExportActions } from './use-export.ts';

interface CopySelectionButtonProps {
  readonly actions: ExportActions;
  readonly orders: readonly VisibleOrder[];
}

/** Copies the chosen orders, wherever their rows are. */
export function CopySelectionButton({ actions, orders }: CopySelectionButtonProps) {
  return (
    <Button onClick={() => void actions.copy(orders)} title="Copy the selection as a table">
      <ClipboardCopy size={15} aria-hidden />
      Copy
    </Button>
  );
}
