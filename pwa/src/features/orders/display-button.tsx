import { Settings2 } from 'lucide-react';
import { deferComponent } from '../../ui/deferred.ts';
import { PopoverButton } from '../../ui/popover-button.tsx';
import styles from './toolbar.module.css';

const useDisplayPanel = deferComponent(() =>
  import('./display-panel.tsx').then((module) => module.DisplayPanel),
);

/** Opens the choice of columns and of how close the rows stand. */
export function DisplayButton() {
  return (
    <span className={styles['display']}>
      <PopoverButton panelLabel="Display" panel={() => <LatePanel />}>
        <Settings2 size={15} aria-hidden />
        Display
      </PopoverButton>
    </span>
  );
}

function LatePanel() {
  const DisplayPanel = useDisplayPanel(true);
  return DisplayPanel === null ? null : <DisplayPanel />;
}
