import type { Place } from './address.ts';

/** What an address opens. The dashboard is always there; an order or the edits open beside it. */
export interface Route {
  /** Order ID or record id; `null` = none is open. */
  readonly order: string | null;
  readonly panel: Panel | null;
  /** Whether the path is one that the app does not have. */
  readonly isUnknown: boolean;
}

/** What opens over the dashboard wherever one is. */
export type Panel = 'edits' | 'diagnostics' | 'status' | 'keys' | 'news' | 'views';

/** Names the panel in an address. */
export const PANEL = 'panel';
const PANELS: readonly string[] = [
  'edits',
  'diagnostics',
  'status',
  'keys',
  'news',
  'views',
] satisfies Panel[];
/** Short enough to be told over the telephone. */
const DIAGNOSTICS_PATH = /^\/diagnostics\/?$/;

export function readRoute({ path, search }: Place): Route {
  const order = /^\/orders\/([^/]+)\/?$/.exec(path)?.[1];
  return {
    order: order === undefined ? null : decode(order),
    panel: panelOf(path, search),
    isUnknown: order === undefined && !/^\/(?:orders\/?|diagnostics\/?)?$/.test(path),
  };
}

/** The address of one order, with what else is on the screen. */
export function orderPath(label: string, search: string): string {
  return `/orders/${encodeURIComponent(label)}${search}`;
}

/** The same place with that panel open, or with none. */
export function withPanel({ path, search }: Place, panel: Panel | null): string {
  const parameters = new URLSearchParams(search);
  if (panel === null) parameters.delete(PANEL);
  else parameters.set(PANEL, panel);
  return (DIAGNOSTICS_PATH.test(path) ? '/' : path) + writeSearch(parameters);
}

function panelOf(path: string, search: string): Panel | null {
  if (DIAGNOSTICS_PATH.test(path)) return 'diagnostics';
  const asked = new URLSearchParams(search).get(PANEL);
  return asked !== null && PANELS.includes(asked) ? (asked as Panel) : null;
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
