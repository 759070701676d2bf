import { ALL_ORDERS, type NamedView } from './built-in-views.ts';

/** Names the view that an address began as, so that it is known from what it was changed. */
export const VIEW_PARAMETER = 'view';

/** Where somebody is within a view, and what is open over it. */
const NOT_OF_A_VIEW = [VIEW_PARAMETER, 'page', 'panel'];

/** All of an address that makes up a view, whatever the parameters mean; without a question mark. */
export function viewQuery(search: string): string {
  const parameters = new URLSearchParams(search);
  for (const name of NOT_OF_A_VIEW) parameters.delete(name);
  return parameters.toString();
}

/** The address that opens a view. */
export function viewParameters(view: NamedView): URLSearchParams {
  const parameters = new URLSearchParams(view.query);
  // A parameter of this name may only be in a query that somebody has made by hand.
  parameters.delete(VIEW_PARAMETER);
  if (view.id === ALL_ORDERS.id) return parameters;
  return new URLSearchParams([[VIEW_PARAMETER, view.id], ...parameters]);
}

export interface ActiveView {
  /** `null` = what is shown is none of the views and did not begin as one. */
  readonly view: NamedView | null;
  /** Whether something of it is different now. */
  readonly isChanged: boolean;
}

/** Which of the views an address shows: the one that it names, else the first one that looks the same. */
export function activeView(search: string, views: readonly NamedView[]): ActiveView {
  const named = new URLSearchParams(search).get(VIEW_PARAMETER);
  const base = views.find(({ id }) => id === named) ?? null;
  const shown = inOrder(viewQuery(search));
  const isShown = ({ query }: NamedView) => inOrder(query) === shown;
  if (base !== null && isShown(base)) return { view: base, isChanged: false };
  const same = views.find(isShown);
  return same === undefined ? { view: base, isChanged: base !== null } : { view: same, isChanged: false };
}

/** Two addresses that differ in the order of their parameters alone show the same. */
function inOrder(query: string): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters.toString();
}
