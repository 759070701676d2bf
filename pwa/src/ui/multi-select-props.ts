import type { ReactNode } from 'react';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Stands right in the list, such as a count. */
  readonly hint?: string;
}

export interface MultiSelectProps {
  /** Accessible name. */
  readonly label: string;
  /** What stands on the control, before what is chosen. */
  readonly caption: string;
  readonly options: readonly SelectOption[];
  readonly selected: readonly string[];
  readonly onChange: (selected: string[]) => void;
}
