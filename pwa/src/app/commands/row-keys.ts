import type { EditableField } from '@orders/contract';
import { FIELD_NAMES } from '../../format/option-look.tsx';

/** What keys do in the list of orders, by way of its own controls: the same rules and the same names hold. */
export const rowKeys = {
  next: () => moveBy(1),
  previous: () => moveBy(-1),
  select: () => rowAtHand()?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click(),
  status: () => openEditor('status'),
  priority: () => openEditor('priority'),
  customer: () => rowAtHand()?.querySelector<HTMLButtonElement>('button[data-filter="customer"]')?.click(),
};

const ROWS = 'table[aria-label="Orders"] tbody tr[aria-rowindex]';

function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>(ROWS)];
}

/** The row that has the focus, else the one that is open beside the list. */
function rowAtHand(): HTMLTableRowElement | null {
  return (
    document.activeElement?.closest<HTMLTableRowElement>(ROWS) ?? document.querySelector(`${ROWS}[data-open]`)
  );
}

function moveBy(step: 1 | -1): void {
  const all = rows();
  const at = all.indexOf(rowAtHand() as HTMLTableRowElement);
  const next = at === -1 ? all.find(isInSight) : all[at + step];
  const link = next?.querySelector('a');
  link?.focus();
  link?.scrollIntoView({ block: 'nearest' });
}

function isInSight(row: HTMLElement): boolean {
  const { top, bottom } = row.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

/** An order that is open beside the list is edited there. */
function openEditor(field: EditableField): void {
  const row = rowAtHand();
  const select =
    row?.querySelector<HTMLSelectElement>(`td[data-column="${field}"] select`) ??
    document.querySelector<HTMLSelectElement>(
      `[role="dialog"] select[aria-label^="${FIELD_NAMES[field]} of"]`,
    );
  if (select == null) return;
  select.focus();
  // Not everywhere, and only soon after a press: the focus alone is of use as well.
  try {
    select.showPicker();
  } catch {
    return;
  }
}
