import { CSPProvider } from '@base-ui/react/csp-provider';
import { Select } from '@base-ui/react/select';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { MultiSelectProps, SelectOption } from './multi-select-props.ts';
import styles from './overlays.module.css';
import { SelectTriggerContent, selectTriggerClass } from './select-trigger.tsx';

interface MultiSelectListboxProps extends MultiSelectProps {
  readonly isInitiallyOpen: boolean;
  readonly takesFocus: boolean;
}

/** The real control behind `MultiSelect`. */
export function MultiSelectListbox({ isInitiallyOpen, takesFocus, ...props }: MultiSelectListboxProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const host = useRef<HTMLSpanElement>(null);
  const hadFocus = useRef(takesFocus);
  useEffect(() => {
    if (hadFocus.current) trigger.current?.focus();
  }, []);
  return (
    // The list would bring a style element of its own, which the content security policy forbids.
    <CSPProvider disableStyleElements>
      <Select.Root
        multiple
        modal={false}
        defaultOpen={isInitiallyOpen}
        value={[...props.selected]}
        onValueChange={(selected: string[]) => props.onChange(selected)}
      >
        <Select.Trigger ref={trigger} aria-label={props.label} className={selectTriggerClass(props)}>
          <SelectTriggerContent {...props} />
        </Select.Trigger>
        <Select.Portal container={host}>
          <Select.Positioner
            className={styles['positioner']}
            alignItemWithTrigger={false}
            sideOffset={6}
            collisionPadding={8}
            align="start"
          >
            <Select.Popup className={styles['list']}>
              <Select.List aria-label={props.label}>
                {props.options.map((option) => (
                  <Option key={option.value} {...option} />
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
        {/* The list opens in here: at the end of the page it would be outside of every landmark. */}
        <span ref={host} className={styles['host']} />
      </Select.Root>
    </CSPProvider>
  );
}

function Option({ value, label, icon, hint }: SelectOption) {
  return (
    <Select.Item value={value} label={label} className={styles['item']} aria-description={hint}>
      <span className={styles['check']}>
        <Select.ItemIndicator>
          <Check size={12} strokeWidth={3} aria-hidden />
        </Select.ItemIndicator>
      </span>
      <Select.ItemText className={styles['itemText']}>
        {icon}
        {label}
      </Select.ItemText>
      {hint !== undefined && (
        <span className={styles['hint']} aria-hidden>
          {hint}
        </span>
      )}
    </Select.Item>
  );
}
