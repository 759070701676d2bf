import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import styles from './drawer.module.css';

export interface DrawerProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Whether the page behind stays usable; then the drawer stands beside it where there is room. */
  readonly isBeside?: boolean;
  /** Stands right of the title, before the button that closes. */
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** A dialog at the right edge. Where it is not beside the page it is modal: focus stays in it until it is closed. */
export function Drawer({ title, onClose, isBeside = false, actions, footer, children }: DrawerProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root
      open
      modal={!isBeside}
      disablePointerDismissal={isBeside}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Dialog.Portal>
        {!isBeside && <Dialog.Backdrop className={styles['backdrop']} />}
        <Dialog.Popup
          ref={popup}
          initialFocus={popup}
          className={styles['drawer']}
          data-beside={isBeside || undefined}
        >
          <div className={styles['header']}>
            <Dialog.Title className={styles['title']}>{title}</Dialog.Title>
            {actions}
            <Dialog.Close render={<Button tone="quiet" isIcon aria-label="Close" title="Close (Esc)" />}>
              <X size={16} aria-hidden />
            </Dialog.Close>
          </div>
          <div className={styles['body']}>{children}</div>
          {footer !== undefined && footer !== null && <div className={styles['footer']}>{footer}</div>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
