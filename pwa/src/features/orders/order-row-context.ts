import { createContext, use } from 'react';

/** What the cells of a row need to know beyond their order. */
export interface RowFacts {
  /** The name of the order: its Order ID where that is unique, else its record id. */
  readonly label: string;
  /** Whether the order is open beside the table. */
  readonly isOpen: boolean;
  readonly isSelected: boolean;
}

export const RowContext = createContext<RowFacts>({ label: '', isOpen: false, isSelected: false });

export function useRow(): RowFacts {
  return use(RowContext);
}
