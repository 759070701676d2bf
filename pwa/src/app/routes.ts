import type { Place } from './address.ts';

/** What an address opens. The dashboard is always there; an order or the edits open beside it. */
export interface Route {
  /** Order ID or record id; `null` = none is open. */
  readonly order: string | null;
  readonly isEditsOpen: boolean;
  /** Whether the path is one that the app does not have. */
  readonly isUnknown: boolean;
}

const PANEL = 'panel';

export function readRoute({ path, search }: Place): Route {
  const order = /^\/orders\/([^/]+)\/?$/.exec(path)?.[1];
  return {
    order: order === undefined ? null : decode(order),
    isEditsOpen: new URLSearchParams(search).get(PANEL) === 'edits',
    isUnknown: order === undefined && path !== '/' && path !== '/orders' && path !== '/orders/',
  };
}

/** The address of one order, with what else is on the screen. */
export function orderPath(label: string, search: string): string {
  return `/orders/${encodeURIComponent(label)}${search}`;
}

/** The same place with the list of pending edits open or closed. */
export function withEdits({ path, search }: Place, isOpen: boolean): string {
  const parameters = new URLSearchParams(search);
  if (isOpen) parameters.set(PANEL, 'edits');
  else parameters.delete(PANEL);
  return path + writeSearch(parameters);
}

/** Commas and slashes are allowed in a query as they are, and a person reads them more easily so. */
export function writeSearch(parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
