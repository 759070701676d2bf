import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import type { MenuButtonProps, MenuEntry } from './menu-entry.ts';
import { menuTriggerProps } from './menu-trigger.tsx';
import styles from './overlays.module.css';

interface MenuProps extends MenuButtonProps {
  readonly isInitiallyOpen: boolean;
  readonly takesFocus: boolean;
}

/** The real control behind `MenuButton`. */
export function Menu({ entries, isInitiallyOpen, takesFocus, ...look }: MenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const host = useRef<HTMLSpanElement>(null);
  const hadFocus = useRef(takesFocus);
  useEffect(() => {
    if (hadFocus.current) trigger.current?.focus();
  }, []);
  return (
    <BaseMenu.Root modal={false} defaultOpen={isInitiallyOpen}>
      <BaseMenu.Trigger ref={trigger} render={<Button {...menuTriggerProps(look)} />} />
      <BaseMenu.Portal container={host}>
        <BaseMenu.Positioner className={styles['positioner']} sideOffset={6} collisionPadding={8} align="end">
          <BaseMenu.Popup className={styles['list']}>
            {entries.map((entry, index) => (
              <Entry key={entry.kind === 'separator' ? `separator-${index}` : entry.label} entry={entry} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
      {/* The menu opens in here: at the end of the page it would be outside of every landmark. */}
      <span ref={host} className={styles['host']} />
    </BaseMenu.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <BaseMenu.Separator className={styles['separator']} />;
    case 'note':
      return (
        <BaseMenu.Group>
          <BaseMenu.GroupLabel className={styles['groupLabel']}>{entry.label}</BaseMenu.GroupLabel>
        </BaseMenu.Group>
      );
    case 'choice':
      return <Choice entry={entry} />;
    case 'link':
      return (
        <BaseMenu.LinkItem className={styles['item']} href={entry.href} closeOnClick>
          <span className={styles['tick']}>{entry.icon}</span>
          {entry.label}
        </BaseMenu.LinkItem>
      );
    case 'item':
      return (
        <BaseMenu.Item
          className={styles['item']}
          onClick={entry.onSelect}
          disabled={entry.isDisabled === true}
        >
          <span className={styles['tick']}>{entry.icon}</span>
          {entry.label}
          {entry.hint !== undefined && <span className={styles['hint']}>{entry.hint}</span>}
        </BaseMenu.Item>
      );
  }
}

function Choice({ entry }: { entry: MenuEntry & { kind: 'choice' } }) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles['groupLabel']}>{entry.label}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={entry.value} onValueChange={(value: string) => entry.onChange(value)}>
        {entry.options.map(({ value, label, hint }) => (
          <BaseMenu.RadioItem
            key={value}
            value={value}
            className={styles['item']}
            closeOnClick={entry.isFinal === true}
          >
            <span className={styles['tick']}>
              <BaseMenu.RadioItemIndicator>
                <Check size={15} aria-hidden />
              </BaseMenu.RadioItemIndicator>
            </span>
            {label}
            {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  );
}
