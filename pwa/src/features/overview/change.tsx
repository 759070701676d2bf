import { Minus, TrendingDown, TrendingUp } from 'lucide-react';
import type { Formats } from '../../format/formats.ts';
import styles from './key-figures.module.css';

interface ChangeProps {
  /** How much more than before, as a share of what was before. */
  readonly share: number;
  /** What it is compared with, in words. */
  readonly against: string;
  readonly formats: Formats;
}

const DIRECTIONS = {
  up: { Icon: TrendingUp, word: 'Up' },
  down: { Icon: TrendingDown, word: 'Down' },
  level: { Icon: Minus, word: 'Level with' },
};

/** A change against an earlier period: by shape, by colour and in words. */
export function Change({ share, against, formats }: ChangeProps) {
  const direction = Math.abs(share) < 0.005 ? 'level' : share > 0 ? 'up' : 'down';
  const { Icon, word } = DIRECTIONS[direction];
  return (
    <span className={styles['change']} data-direction={direction}>
      <Icon size={13} strokeWidth={2.25} aria-hidden />
      <span className="visually-hidden">{word} </span>
      {direction === 'level'
        ? against
        : `${formats.percent(Math.round(Math.abs(share) * 100) / 100)} on ${against}`}
    </span>
  );
}
