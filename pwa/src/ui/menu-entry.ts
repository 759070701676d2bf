import type { ReactNode } from 'react';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly icon?: ReactNode;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'link'; readonly label: string; readonly icon?: ReactNode; readonly href: string }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly onChange: (value: string) => void;
    }
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'separator' };

export interface MenuButtonProps {
  /** Accessible name. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}
