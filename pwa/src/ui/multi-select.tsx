import { useState } from 'react';
import { deferComponent } from './deferred.ts';
import type { MultiSelectProps } from './multi-select-props.ts';
import { SelectTriggerContent, selectTriggerClass } from './select-trigger.tsx';

const useListbox = deferComponent(() =>
  import('./multi-select-listbox.tsx').then((m) => m.MultiSelectListbox),
);

/** A choice of any number of options. Until its code is there, a stand-in of the same look takes the first press. */
export function MultiSelect(props: MultiSelectProps) {
  const [isWanted, setWanted] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const Listbox = useListbox(isWanted);
  if (Listbox !== null) return <Listbox {...props} isInitiallyOpen={isWanted} takesFocus={hasFocus} />;
  return (
    <button
      type="button"
      role="combobox"
      aria-label={props.label}
      aria-haspopup="listbox"
      aria-expanded={false}
      className={selectTriggerClass(props)}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      onClick={() => setWanted(true)}
    >
      <SelectTriggerContent {...props} />
    </button>
  );
}
