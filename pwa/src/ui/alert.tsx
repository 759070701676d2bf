import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import styles from './alert.module.css';

export interface AlertProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What it means for the person. */
  readonly children: ReactNode;
  /** What they can do; focus begins at the first one, which should do no harm. */
  readonly actions: ReactNode;
}

/** A question in the middle of the screen, after something that the person asked for. */
export function Alert({ title, onClose, children, actions }: AlertProps) {
  return (
    <AlertDialog.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles['backdrop']} />
        <AlertDialog.Popup className={styles['alert']}>
          <AlertDialog.Title className={styles['title']}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={styles['text']} render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className={styles['actions']}>{actions}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
