import { Fragment } from 'react';
import styles from './keys.module.css';

/** Keys as they stand on a keyboard, to be pressed together. */
export function Keys({ parts }: { parts: readonly string[] }) {
  return (
    <span className={styles['keys']}>
      {parts.map((part, index) => (
        // The space is for those who hear or copy it; it takes no room.
        <Fragment key={part}>
          {index > 0 && ' '}
          <kbd>{part}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
