import { fromCents, type OrderFilter, toCents } from '@orders/contract';
import type { ReactNode } from 'react';
import type { Formats } from '../../format/formats.ts';
import { Change } from './change.tsx';
import { lastAndBefore } from './day-series.ts';
import { unsentText } from './unsent-text.ts';
import { OPEN, OPEN_STATUSES, type ShownFigures, URGENT } from './use-figures.ts';

export const TITLES = ['Total orders', 'Revenue', 'Open', 'Open, high priority', 'Last 7 days'] as const;

export interface TileFacts {
  readonly value: ReactNode;
  readonly detail: ReactNode;
  /** More than there is room for, shown when pointed at. */
  readonly explanation?: string;
  /** What leads to the orders behind it. */
  readonly filter?: Partial<OrderFilter>;
}

/** In the order of the titles. */
export function tilesOf(shown: ShownFigures, filter: OrderFilter, formats: Formats): TileFacts[] {
  const { figures, perDay, urgent, pendingEdits } = shown;
  const open = figures.byStatus.filter(({ status }) => isOpen(status) && isAsked(status, filter.statuses));
  const openCount = open.reduce((sum, { count }) => sum + count, 0);
  const openTotal = fromCents(open.reduce((cents, { total }) => cents + toCents(total), 0));
  // First, so that it is not what falls victim to a narrow tile. Edits change statuses and priorities, nothing else.
  const unsent = unsentText(pendingEdits);
  const month = hasDays(filter) ? null : lastAndBefore(perDay, 30);
  return [
    ordersTile(shown, month, formats),
    revenueTile(shown, month, formats),
    {
      value: formats.count(openCount),
      detail: joined(unsent, `worth ${formats.money(openTotal)}`),
      filter: OPEN,
    },
    {
      value: urgent === null ? '–' : formats.count(urgent),
      detail: joined(
        urgent === null ? null : unsent,
        urgent === null || openCount === 0 ? null : `${formats.percent(urgent / openCount)} of what is open`,
      ),
      filter: URGENT,
    },
    weekTile(perDay, formats),
  ];
}

type Periods = ReturnType<typeof lastAndBefore>;

function ordersTile({ figures, all, isFiltered, perDay }: ShownFigures, month: Periods, formats: Formats) {
  const today = `${formats.count(perDay.at(-1)?.count ?? 0)} today`;
  const whole = isFiltered ? `of ${formats.count(all.orders)} in all` : null;
  return {
    value: formats.count(figures.totals.orders),
    ...withChange(month?.last.count, month?.before.count, '30 days', joined(whole, today), formats),
  };
}

function revenueTile({ figures, all, isFiltered }: ShownFigures, month: Periods, formats: Formats) {
  const { orders, revenue } = figures.totals;
  const whole = isFiltered ? `of ${formats.money(all.revenue)} in all` : null;
  const mean = orders === 0 ? null : `${formats.money(revenue / orders)} an order`;
  return {
    value: formats.money(revenue),
    ...withChange(month?.last.total, month?.before.total, '30 days', joined(whole, mean), formats),
  };
}

function weekTile(perDay: ShownFigures['perDay'], formats: Formats): TileFacts {
  const week = lastAndBefore(perDay, 7);
  const value = formats.count(week?.last.count ?? 0);
  return { value, ...withChange(week?.last.count, week?.before.count, '7 days', '', formats) };
}

/** The change of a period before what else there is to say; just the latter where the change is not known. */
function withChange(
  now: number | undefined,
  before: number | undefined,
  period: string,
  rest: string,
  formats: Formats,
): Pick<TileFacts, 'detail' | 'explanation'> {
  if (now === undefined || before === undefined || before <= 0) return { detail: rest };
  const change = now / before - 1;
  const explanation = `The last ${period} against the ${period} before: ${formats.change(change)}${rest === '' ? '' : `; ${rest}`}`;
  return {
    explanation,
    detail: (
      <>
        <Change share={change} period={period} formats={formats} />
        {rest !== '' && ` · ${rest}`}
      </>
    ),
  };
}

function isOpen(status: string | null): boolean {
  return status !== null && OPEN_STATUSES.includes(status);
}

/** Statuses are counted without the filter by status: here it counts. */
function isAsked(status: string | null, statuses: OrderFilter['statuses']): boolean {
  return statuses.length === 0 || statuses.includes(status);
}

/** Within chosen days a comparison of periods says nothing. */
function hasDays({ createdFrom, createdTo }: OrderFilter): boolean {
  return createdFrom !== null || createdTo !== null;
}

function joined(...texts: readonly (string | null)[]): string {
  return texts.filter((text) => text !== null && text !== '').join(' · ');
}
