import { useMemo } from 'react';
import { type GoTo, useViews, type ViewsControl } from '../features/views/use-views.ts';
import type { Address, Place } from './address.ts';
import { withPanel, writeSearch } from './routes.ts';

/** The views and the address together. What is open beside the list stays open when another view is shown. */
export function useViewControl(address: Address, { search }: Place): ViewsControl {
  const goTo = useMemo<GoTo>(
    () => (parameters, how) => {
      const { path, search: before } = address.current();
      const panel = how === 'replace' ? new URLSearchParams(before).get('panel') : null;
      if (panel !== null) parameters.set('panel', panel);
      const next = writeSearch(parameters);
      address.go(panel === null ? withPanel({ path, search: next }, null) : path + next, how);
    },
    [address],
  );
  return useViews(search, goTo);
}
