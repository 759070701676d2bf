import styles from './skeleton.module.css';

/** A grey bar in the place of a text that is still on its way; `width` in characters. */
export function Skeleton({ width }: { width: number }) {
  return (
    <span className={styles['skeleton']} style={{ width: `${width}ch` }} aria-hidden>
      &nbsp;
    </span>
  );
}
