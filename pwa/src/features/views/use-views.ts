import { useEffect, useMemo } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import type { SavedView } from '../../store/saved-views.ts';
import { BUILT_IN_VIEWS, type NamedView } from './built-in-views.ts';
import { type ActiveView, activeView, viewParameters, viewQuery } from './view-address.ts';

export interface ViewsControl extends ActiveView {
  /** Those that everybody has first, then the person's own. */
  readonly all: readonly NamedView[];
  /** Whether the device keeps what is saved. */
  readonly isKept: boolean;
  /** The query string of what is shown. */
  readonly search: string;
  open(view: NamedView): void;
  /** Keeps what is shown now under a name. */
  saveAs(name: string): void;
  /** Keeps what is shown now under the name that it began with. */
  saveChanges(): void;
}

/** Opens an address. Opening a view is a step of the history; a new name for what is shown already is none. */
export type GoTo = (parameters: URLSearchParams, how: 'push' | 'replace') => void;

/** The views of this person, and which of them an address shows. @param search the query string of the address */
export function useViews(search: string, goTo: GoTo): ViewsControl {
  const { views } = useServices();
  const { views: own, isKept } = useObservable(views);
  const all = useMemo(() => [...BUILT_IN_VIEWS, ...own.map(asOwn)], [own]);
  const active = useMemo(() => activeView(search, all), [search, all]);
  const { view } = active;
  useEffect(() => {
    if (view !== null) views.rememberLast(lastSearch(view));
  }, [views, view]);
  return useMemo(
    () => ({
      ...active,
      all,
      isKept,
      search,
      open: (chosen) => goTo(viewParameters(chosen), 'push'),
      saveAs: (name) => goTo(viewParameters(asOwn(views.save(name, viewQuery(search)))), 'replace'),
      saveChanges() {
        if (view !== null && !view.isBuiltIn) views.update(view.id, { query: viewQuery(search) });
      },
    }),
    [active, all, isKept, views, view, search, goTo],
  );
}

function asOwn(view: SavedView): NamedView {
  return { ...view, isBuiltIn: false };
}

/** All orders need no address: that is what an address without anything shows. */
function lastSearch(view: NamedView): string {
  const parameters = viewParameters(view);
  return parameters.size === 0 ? '' : `?${parameters}`;
}
