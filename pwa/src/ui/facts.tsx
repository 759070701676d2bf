import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** A part of a panel under a title. */
export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface FactListProps {
  /** Names and values in columns, or at the two ends of each line where it is short. */
  readonly layout?: 'columns' | 'ends';
  readonly children: ReactNode;
}

/** What is known of something, a line a fact. */
export function FactList({ layout = 'columns', children }: FactListProps) {
  return (
    <dl className={styles['facts']} data-layout={layout}>
      {children}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isBad?: boolean;
  readonly children: ReactNode;
}

export function Fact({ name, isBad = false, children }: FactProps) {
  return (
    <div data-bad={isBad || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
