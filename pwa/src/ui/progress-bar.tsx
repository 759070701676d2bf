import styles from './progress-bar.module.css';

interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** `null` = nobody knows how much there is. */
  readonly total: number | null;
}

export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total ?? undefined}
      aria-valuenow={share === null ? undefined : done}
      className={styles['track']}
      data-indeterminate={share === null || undefined}
    >
      <div
        className={styles['fill']}
        style={share === null ? undefined : { transform: `scaleX(${share})` }}
      />
    </div>
  );
}
