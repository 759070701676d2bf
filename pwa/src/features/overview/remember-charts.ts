import { useState } from 'react';
import { recall, remember } from '../../ui/remembered.ts';
import type { Metric } from './day-series.ts';

const KEY = 'orders.charts';
const DAYS_KEY = 'orders.charts.days';

/** Whether this person wants to see the charts. Unless they said so, they do where these leave room for the orders. */
export function remembersCharts(): boolean {
  const isWide = matchMedia('(width >= 760px)').matches;
  const remembered = recall(KEY);
  return remembered === null ? isWide : remembered === 'shown';
}

export function rememberCharts(isShown: boolean): void {
  remember(KEY, isShown ? 'shown' : 'hidden');
}

/** How the days are shown. */
export interface DaysChoice {
  readonly metric: Metric;
  readonly days: Period;
}

export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

/** How this person last looked at the days. */
export function useDaysChoice(): [DaysChoice, (choice: DaysChoice) => void] {
  const [choice, setChoice] = useState(rememberedChoice);
  return [
    choice,
    (next) => {
      setChoice(next);
      remember(DAYS_KEY, `${next.metric} ${next.days}`);
    },
  ];
}

function rememberedChoice(): DaysChoice {
  const [metric, days] = recall(DAYS_KEY)?.split(' ') ?? [];
  return {
    metric: metric === 'revenue' ? 'revenue' : 'orders',
    days: PERIODS.find((period) => String(period) === days) ?? 30,
  };
}
