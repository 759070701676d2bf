import { CircleAlert, CloudUpload, HardDriveUpload, TriangleAlert } from 'lucide-react';
import type { EditState } from '../../store/visible-order.ts';
import styles from './edit-mark.module.css';

interface EditMarkProps {
  readonly state: EditState;
  readonly onShowEdits: () => void;
}

/** How far the edit of a row has come. What needs the person is a button, the rest only says so. */
export function EditMark({ state, onShowEdits }: EditMarkProps) {
  switch (state) {
    case 'waiting':
      return (
        <Mark text="Saved on this device, not sent yet">
          <HardDriveUpload size={14} aria-hidden />
        </Mark>
      );
    case 'sending':
      return (
        <Mark text="Sending" isLate>
          <CloudUpload size={14} aria-hidden />
        </Mark>
      );
    case 'conflict':
    case 'rejected': {
      const text =
        state === 'conflict' ? 'Needs you: changed here and in Airtable' : 'Not accepted by Airtable';
      const Icon = state === 'conflict' ? TriangleAlert : CircleAlert;
      return (
        <button
          type="button"
          className={`${styles['button']} ${styles[state]}`}
          title={text}
          aria-label={text}
          onClick={onShowEdits}
        >
          <Icon size={15} aria-hidden />
        </button>
      );
    }
  }
}

/** Sending is shown only when it takes a while: a mark that flickers past says nothing. */
function Mark({
  text,
  isLate = false,
  children,
}: {
  text: string;
  isLate?: boolean;
  children: React.ReactNode;
}) {
  return (
    <span className={`${styles['mark']} ${isLate ? styles['late'] : ''}`} title={text}>
      {children}
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
