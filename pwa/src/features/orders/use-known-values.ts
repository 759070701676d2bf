import type { AppConfig } from '@orders/contract';
import { useMemo, useSyncExternalStore } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import type { OrdersView } from '../../store/visible-order.ts';

/** Every status and priority that there is, as an option or in an order; `null` while that cannot be told. */
export function useKnownValues() {
  const services = useServices();
  const config = useObservable(services.config);
  // A text, because the figures change with every order, and whoever asks here only wants to know of a new value.
  const text = useSyncExternalStore(services.orders.subscribe, () =>
    knownText(config, services.orders.current()),
  );
  return useMemo(() => {
    if (text === null) return null;
    const [statuses, priorities]: [(string | null)[], (string | null)[]] = JSON.parse(text);
    return { statuses: new Set(statuses), priorities: new Set(priorities) };
  }, [text]);
}

function knownText(config: AppConfig | null, { summary }: OrdersView): string | null {
  if (config === null || summary === null) return null;
  const { byStatus, byPriority } = summary.figures;
  return JSON.stringify([
    [...config.statuses, ...byStatus.map(({ status }) => status)],
    [...config.priorities, ...byPriority.map(({ priority }) => priority)],
  ]);
}
