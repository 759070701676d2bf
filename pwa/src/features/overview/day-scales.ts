import { scaleBand, scaleLinear } from '@visx/scale';
import type { DayPoint } from './day-series.ts';

export const MARGIN = { top: 8, right: 0, bottom: 22, left: 34 };

export type Scales = ReturnType<typeof scalesOf>;

/** Where days and values lie in a drawing of that size. */
export function scalesOf(days: readonly DayPoint[], width: number, height: number) {
  const highest = Math.max(1, ...days.map(({ value, usual }) => Math.max(value, usual ?? 0)));
  return {
    x: scaleBand({
      domain: days.map(({ date }) => date),
      range: [MARGIN.left, Math.max(MARGIN.left, width - MARGIN.right)],
      paddingInner: 0.22,
      paddingOuter: 0.1,
    }),
    y: scaleLinear({
      domain: [0, highest],
      range: [Math.max(0, height - MARGIN.bottom), MARGIN.top],
      nice: 3,
    }),
  };
}
