import type { GaugeReading } from '../http/metrics-routes.ts';
import type { Adapters } from './adapters.ts';
import type { Engine } from './engine.ts';

const BREAKER_NUMBERS = { closed: 0, 'half-open': 1, open: 2 } as const;

/** The figures that tell at night why data is old. */
export function addGauges(adapters: Adapters, { keeper, refresher, services }: Engine): void {
  const gauges: readonly GaugeReading[] = [
    {
      name: 'orders_snapshot_age_seconds',
      help: 'Time since Airtable last confirmed the data',
      read: () => (refresher.freshness()?.ageMs ?? 0) / 1_000,
    },
    { name: 'orders_snapshot_orders', help: 'Orders in the snapshot', read: () => keeper.table?.size ?? 0 },
    {
      name: 'orders_upstream_calls_this_month',
      help: 'Calls to Airtable in this month (UTC), of all replicas',
      read: () => adapters.budget.state().callsThisMonth,
    },
    {
      name: 'orders_upstream_breaker_state',
      help: 'Circuit breaker towards Airtable: 0 closed, 1 half-open, 2 open',
      read: () => BREAKER_NUMBERS[adapters.source.state().breaker],
    },
    {
      name: 'orders_store_up',
      help: 'Whether the shared memory answers',
      read: () => Number(adapters.store.isUp()),
    },
    {
      name: 'orders_event_listeners',
      help: 'Connections to the events',
      read: () => services.events.listeners,
    },
    { name: 'orders_ready_answer_bytes', help: 'Bytes of ready answers', read: () => services.answers.bytes },
  ];
  for (const gauge of gauges) adapters.metrics.addGauge(gauge);
}
