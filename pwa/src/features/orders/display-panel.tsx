import { ArrowDown, ArrowUp, Pin, PinOff } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { COLUMN_TITLES } from './column-titles.ts';
import {
  ALWAYS_SHOWN,
  type ColumnId,
  DEFAULT_DISPLAY,
  type Density,
  type Display,
  MAX_WIDTH,
  MIN_WIDTH,
  widthOf,
  withMoved,
  withPinned,
  withShown,
  withWidth,
} from './display.ts';
import styles from './display-panel.module.css';
import { useDisplay } from './use-display.ts';

const DENSITIES: Record<Density, string> = { comfortable: 'Comfortable', compact: 'Compact' };

/** Which columns are shown, in which order and how wide, and how close the rows stand. */
export function DisplayPanel() {
  const [display, setDisplay] = useDisplay();
  const isChanged = JSON.stringify(display) !== JSON.stringify(DEFAULT_DISPLAY);
  return (
    <div className={styles['panel']}>
      <fieldset className={styles['group']}>
        <legend>Rows</legend>
        <div className={styles['densities']}>
          {(Object.keys(DENSITIES) as Density[]).map((density) => (
            <label key={density}>
              <input
                type="radio"
                name="density"
                checked={display.density === density}
                onChange={() => setDisplay({ ...display, density })}
              />
              {DENSITIES[density]}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className={styles['group']}>
        <legend>Columns</legend>
        <ul>
          {display.order.map((id, index) => (
            <ColumnRow key={id} id={id} index={index} display={display} onChange={setDisplay} />
          ))}
        </ul>
      </fieldset>
      <Button disabled={!isChanged} onClick={() => setDisplay(DEFAULT_DISPLAY)}>
        Reset columns and rows
      </Button>
    </div>
  );
}

interface ColumnRowProps {
  readonly id: ColumnId;
  readonly index: number;
  readonly display: Display;
  readonly onChange: (display: Display) => void;
}

function ColumnRow({ id, index, display, onChange }: ColumnRowProps) {
  const title = COLUMN_TITLES[id];
  const isPinned = display.pinned.includes(id);
  return (
    <li className={styles['column']}>
      <label className={styles['name']}>
        <input
          type="checkbox"
          checked={!display.hidden.includes(id)}
          disabled={id === ALWAYS_SHOWN}
          onChange={({ target }) => onChange(withShown(display, id, target.checked))}
        />
        {title}
      </label>
      <input
        type="number"
        className={styles['width']}
        aria-label={`Width of ${title}`}
        min={MIN_WIDTH}
        max={MAX_WIDTH}
        step={10}
        value={widthOf(id, display)}
        onChange={({ target: { valueAsNumber, validity } }) => {
          if (validity.valid || validity.stepMismatch) onChange(withWidth(display, id, valueAsNumber));
        }}
      />
      <Button
        tone="quiet"
        isIcon
        aria-pressed={isPinned}
        aria-label={`Keep ${title} in sight`}
        title={isPinned ? 'Stays in sight at the left' : 'Keep in sight at the left'}
        onClick={() => onChange(withPinned(display, id, !isPinned))}
      >
        {isPinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
      </Button>
      {([-1, 1] as const).map((step) => {
        const other = display.order[index + step];
        const Icon = step === -1 ? ArrowUp : ArrowDown;
        return (
          <Button
            key={step}
            tone="quiet"
            isIcon
            aria-disabled={other === undefined}
            aria-label={`Move ${title} ${step === -1 ? 'forward' : 'back'}`}
            onClick={() => other !== undefined && onChange(withMoved(display, id, other))}
          >
            <Icon size={14} aria-hidden />
          </Button>
        );
      })}
    </li>
  );
}
