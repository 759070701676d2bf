export type ShortcutId =
  | 'palette'
  | 'search'
  | 'next'
  | 'previous'
  | 'select'
  | 'status'
  | 'priority'
  | 'customer'
  | 'close'
  | 'sheet';

/** Opens a view. Which ones there are is for the person to say. */
export type ViewShortcutId = `view:${string}`;
export type BoundId = ShortcutId | ViewShortcutId;

export interface Shortcut {
  readonly id: ShortcutId;
  readonly title: string;
  readonly group: 'Anywhere' | 'In the list of orders';
  /** As `keyOf` writes it; what a person may choose another one for. */
  readonly key: string;
}

/** Keys that belong to nobody else: a single one never fires while somebody types. */
export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'palette', title: 'Find orders, customers and commands', group: 'Anywhere', key: 'mod+k' },
  { id: 'search', title: 'Search orders', group: 'Anywhere', key: '/' },
  { id: 'sheet', title: 'Show these keys', group: 'Anywhere', key: '?' },
  { id: 'close', title: 'Close what is open beside the list', group: 'Anywhere', key: 'u' },
  { id: 'next', title: 'Next order', group: 'In the list of orders', key: 'j' },
  { id: 'previous', title: 'Previous order', group: 'In the list of orders', key: 'k' },
  { id: 'select', title: 'Select the order', group: 'In the list of orders', key: 'x' },
  { id: 'status', title: 'Change its status', group: 'In the list of orders', key: 's' },
  { id: 'priority', title: 'Change its priority', group: 'In the list of orders', key: 'p' },
  { id: 'customer', title: 'Only orders of its customer', group: 'In the list of orders', key: 'c' },
];

/** Keys that are not to be changed, for the sheet. */
export const FIXED_KEYS: readonly { readonly title: string; readonly key: string }[] = [
  { title: 'Open the order', key: 'Enter' },
  { title: 'Take the last change back', key: 'mod+z' },
  { title: 'Make it again', key: 'mod+shift+z' },
];

/** Keys of the views that everybody has. */
export const VIEW_KEYS: Readonly<Record<ViewShortcutId, string>> = {
  'view:all': '0',
  'view:needs-action': '1',
  'view:today': '2',
  'view:high-priority-open': '3',
};

export function viewShortcut(viewId: string): ViewShortcutId {
  return `view:${viewId}`;
}

export function isViewShortcut(id: string): id is ViewShortcutId {
  return id.startsWith('view:');
}

/** The view that a shortcut opens. */
export function viewIdOf(id: ViewShortcutId): string {
  return id.slice('view:'.length);
}
