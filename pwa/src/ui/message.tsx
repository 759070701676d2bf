import type { ReactNode } from 'react';
import styles from './message.module.css';

interface MessageProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** What it means for the person, and what they can do. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** What stands where content would be, when there is none to show. */
export function Message({ icon, title, children, actions }: MessageProps) {
  return (
    <div className={styles['message']}>
      <span className={styles['icon']}>{icon}</span>
      <h2 className={styles['title']}>{title}</h2>
      {children !== undefined && <div className={styles['text']}>{children}</div>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
