import { type ReactNode, useId, useState } from 'react';
import { PERIOD_TITLES, PERIODS, periodAsOf } from './created-period.ts';
import { CustomerFilter } from './customer-filter.tsx';
import styles from './filter-panel.module.css';
import type { TableView } from './table-view.ts';

export interface FilterPanelProps {
  readonly view: TableView;
  /** In the reporting zone. */
  readonly today: string;
  /** `typing` marks a change that is one of many while a value is being typed. */
  readonly onChange: (part: Partial<TableView>, how?: 'typing') => void;
}

/** Filters by customer, day, amount and what happened to the order. Each works as soon as it is set. */
export function FilterPanel({ view, today, onChange }: FilterPanelProps) {
  return (
    <div className={styles['panel']}>
      <CustomerFilter customers={view.customers} onChange={(customers) => onChange({ customers })} />
      <Group title="Created">
        <div className={styles['presets']}>
          {PERIODS.map((name) => {
            const isOn = view.period?.name === name;
            const { createdFrom, createdTo } = periodAsOf(name, today);
            return (
              <button
                key={name}
                type="button"
                aria-pressed={isOn}
                onClick={() =>
                  onChange(
                    isOn
                      ? { period: null, createdFrom: null, createdTo: null }
                      : { period: { name, createdFrom, createdTo }, createdFrom, createdTo },
                  )
                }
              >
                {PERIOD_TITLES[name]}
              </button>
            );
          })}
        </div>
        <RangeFields
          type="date"
          names={['Created from', 'Created to']}
          from={view.createdFrom}
          to={view.createdTo}
          read={(text) => text}
          onChange={(createdFrom, createdTo) => onChange({ period: null, createdFrom, createdTo }, 'typing')}
        />
      </Group>
      <Group title="Total">
        <RangeFields
          type="number"
          names={['Total from', 'Total to']}
          from={view.minTotal}
          to={view.maxTotal}
          read={Number}
          onChange={(minTotal, maxTotal) => onChange({ minTotal, maxTotal }, 'typing')}
        />
      </Group>
      <Group title="Only">
        <Switch
          title="Changed today"
          isOn={view.updatedFrom !== null}
          onChange={(isOn) => onChange({ updatedFrom: isOn ? today : null })}
        />
        <Switch
          title="With waiting edits"
          isOn={view.hasEdit}
          onChange={(hasEdit) => onChange({ hasEdit })}
        />
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles['group']}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

interface SwitchProps {
  readonly title: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ title, isOn, onChange }: SwitchProps) {
  return (
    <label className={styles['switch']}>
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      {title}
    </label>
  );
}

interface RangeFieldsProps<T> {
  readonly type: 'date' | 'number';
  readonly names: readonly [string, string];
  readonly from: T | null;
  readonly to: T | null;
  readonly read: (text: string) => T;
  readonly onChange: (from: T | null, to: T | null) => void;
}

/** Two limits. A lower one above the upper one is said and not asked for: nothing could lie between them. */
function RangeFields<T extends string | number>({
  type,
  names,
  from,
  to,
  read,
  onChange,
}: RangeFieldsProps<T>) {
  const problem = useId();
  const [turned, setTurned] = useState<{ from: T | null; to: T | null } | null>(null);
  const shown = turned ?? { from, to };
  const change = (next: { from: T | null; to: T | null }) => {
    const isTurned = next.from !== null && next.to !== null && next.from > next.to;
    setTurned(isTurned ? next : null);
    if (!isTurned) onChange(next.from, next.to);
  };
  const field = (end: 'from' | 'to', name: string) => (
    <input
      type={type}
      aria-label={name}
      aria-invalid={turned !== null}
      aria-describedby={turned === null ? undefined : problem}
      step={type === 'number' ? 'any' : undefined}
      placeholder={end === 'from' ? 'from' : 'to'}
      value={shown[end] ?? ''}
      onChange={({ target: { value, validity } }) => {
        if (!validity.badInput) change({ ...shown, [end]: value === '' ? null : read(value) });
      }}
    />
  );
  return (
    <>
      <div className={styles['range']}>
        {field('from', names[0])}
        <span aria-hidden>–</span>
        {field('to', names[1])}
      </div>
      {turned !== null && (
        <p id={problem} className={styles['problem']} role="alert">
          Nothing lies between these two, so they are not applied yet.
        </p>
      )}
    </>
  );
}
