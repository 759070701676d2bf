import { useMemo, useSyncExternalStore } from 'react';
import { useObservable, useServices } from '../../services.tsx';

/** Every status and priority that there is, as an option or in an order; `null` while that cannot be told. */
export function useKnownValues() {
  const services = useServices();
  const config = useObservable(services.config);
  const { summary } = useSyncExternalStore(services.orders.subscribe, services.orders.current);
  const text =
    config === null || summary === null
      ? null
      : JSON.stringify([
          [...config.statuses, ...summary.figures.byStatus.map(({ status }) => status)],
          [...config.priorities, ...summary.figures.byPriority.map(({ priority }) => priority)],
        ]);
  // The figures change with every order; what depends on this shall change only when a value comes or goes.
  return useMemo(() => {
    if (text === null) return null;
    const [statuses, priorities]: [(string | null)[], (string | null)[]] = JSON.parse(text);
    return { statuses: new Set(statuses), priorities: new Set(priorities) };
  }, [text]);
}
