import type { SavedView } from '../../store/saved-views.ts';

/** A view under a name: one of the person's own, or one that everybody has. */
export interface NamedView extends SavedView {
  readonly isBuiltIn: boolean;
}

/** Everything, newest first: the address that says nothing. */
export const ALL_ORDERS: NamedView = { id: 'all', name: 'All orders', query: '', isBuiltIn: true };

const OPEN = 'status=Pending,Processing';

/** What most people begin their day with. "Today" is the day on which it is looked at. */
export const BUILT_IN_VIEWS: readonly NamedView[] = [
  ALL_ORDERS,
  builtIn('needs-action', 'Needs action', `${OPEN}&sort=createdAt`),
  builtIn('today', 'Today', 'created=today'),
  builtIn('high-priority-open', 'High priority open', `${OPEN}&priority=High`),
];

function builtIn(id: string, name: string, query: string): NamedView {
  return { id, name, query: new URLSearchParams(query).toString(), isBuiltIn: true };
}
