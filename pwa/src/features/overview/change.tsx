import { Minus, TrendingDown, TrendingUp } from 'lucide-react';
import type { Formats } from '../../format/formats.ts';
import styles from './key-figures.module.css';

interface ChangeProps {
  /** How much more than before, as a share of what was before. */
  readonly share: number;
  /** How long each of the two periods is, in words. */
  readonly period: string;
  readonly formats: Formats;
}

const DIRECTIONS = {
  up: { Icon: TrendingUp, word: 'Up' },
  down: { Icon: TrendingDown, word: 'Down' },
  level: { Icon: Minus, word: 'Level with' },
};

/** A change against an earlier period: by shape, by colour and in words. */
export function Change({ share, period, formats }: ChangeProps) {
  const direction = Math.abs(share) < 0.005 ? 'level' : share > 0 ? 'up' : 'down';
  const { Icon, word } = DIRECTIONS[direction];
  const amount = formats.percent(Math.round(Math.abs(share) * 100) / 100);
  return (
    <span className={styles['change']} data-direction={direction}>
      <Icon size={13} strokeWidth={2.25} aria-hidden />
      <span aria-hidden>
        {direction === 'level' ? 'level' : amount} in {period}
      </span>
      <span className="visually-hidden">
        {word} {direction === 'level' ? '' : `${amount} on `}
        {period} before
      </span>
    </span>
  );
}
