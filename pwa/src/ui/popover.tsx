import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import styles from './overlays.module.css';

export interface PopoverProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A small panel at its button. The button is the caller's; a press on it is left to it. */
export function Popover({ anchor, label, onClose, children }: PopoverProps) {
  return (
    <BasePopover.Root
      open
      onOpenChange={(isOpen, { event, cancel }) => {
        const target = event.target;
        if (isOpen) return;
        if (target instanceof Node && event.type !== 'keydown' && anchor.current?.contains(target)) cancel();
        else onClose();
      }}
    >
      <BasePopover.Portal>
        <BasePopover.Positioner
          className={styles['positioner']}
          anchor={anchor}
          sideOffset={6}
          collisionPadding={8}
          align="start"
        >
          <BasePopover.Popup className={styles['popover']} aria-label={label} finalFocus={anchor}>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
