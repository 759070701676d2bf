import { type CivilDate, dayBefore } from '@orders/contract';

/** Periods that go along with the calendar: what was asked for today asks for the next day tomorrow. */
export const PERIODS = ['today', '7days', 'month'] as const;
export type PeriodName = (typeof PERIODS)[number];

export const PERIOD_TITLES: Record<PeriodName, string> = {
  today: 'Today',
  '7days': 'Last 7 days',
  month: 'This month',
};

/** A period and the days that it is just now. */
export interface CreatedPeriod {
  readonly name: PeriodName;
  readonly createdFrom: CivilDate;
  readonly createdTo: CivilDate;
}

/** @param today in the reporting zone */
export function periodAsOf(name: PeriodName, today: CivilDate): CreatedPeriod {
  return { name, createdFrom: firstDayOf(name, today), createdTo: today };
}

function firstDayOf(name: PeriodName, today: CivilDate): CivilDate {
  switch (name) {
    case 'today':
      return today;
    case '7days':
      return Array.from({ length: 6 }).reduce<CivilDate>((day) => dayBefore(day), today);
    case 'month':
      return `${today.slice(0, 8)}01`;
  }
}
