import type { ReactNode } from 'react';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly icon?: ReactNode;
      /** Stands right, such as a count. */
      readonly hint?: string;
      readonly isDisabled?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'link'; readonly label: string; readonly icon?: ReactNode; readonly href: string }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
      /** Whether the menu closes on a choice, where that leads somewhere; else another one can be tried at once. */
      readonly isFinal?: boolean;
      readonly onChange: (value: string) => void;
    }
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'separator' };

export interface MenuButtonProps {
  /** Accessible name. */
  readonly label: string;
  /** What stands on the button; three dots where it is left out. */
  readonly caption?: string;
  /** Stands before the caption. */
  readonly icon?: ReactNode;
  readonly entries: readonly MenuEntry[];
}
