import type { LoadReading } from '../http/load-shedder.ts';
import type { Adapters } from './adapters.ts';
import { type Engine, PRESENCE_MS } from './engine.ts';

/** What the gauges are read from. */
interface Readings {
  readonly adapters: Adapters;
  readonly engine: Engine;
  readonly load: LoadReading;
  readonly monthlyCalls: number;
}

/** The figures that tell at night why data is old. */
export function addGauges({ adapters, engine, load, monthlyCalls }: Readings): void {
  const { keeper, refresher, services } = engine;
  const { budget, source, store, clock } = adapters;
  const pausedMs = () => Math.max(0, (source.state().pausedUntil ?? 0) - clock.now());
  const gauge = (name: string, help: string, read: () => number) =>
    adapters.metrics.addGauge({ name, help, read });
  gauge('bff_snapshot_age_seconds', 'Time since Airtable last confirmed the data', () => {
    return (refresher.freshness()?.ageMs ?? 0) / 1_000;
  });
  gauge('bff_snapshot_rows', 'Orders in the snapshot', () => keeper.table?.size ?? 0);
  gauge('bff_somebody_there', 'Whether anybody was there lately: without, nothing is read', () => {
    return Number(clock.now() - services.presence.lastSeen() < PRESENCE_MS);
  });
  gauge('bff_upstream_month_calls', 'Calls to Airtable in this month (UTC), of all replicas', () => {
    return budget.state().callsThisMonth;
  });
  gauge('bff_upstream_month_quota', 'Calls to Airtable that a month may have; 0 = any', () => monthlyCalls);
  gauge('bff_upstream_pause_seconds', 'How long calls to Airtable are still held back after a 429', () => {
    return pausedMs() / 1_000;
  });
  gauge('bff_upstream_refused', 'Whether Airtable refuses: token, base or fields are wrong', () => {
    return Number(source.state().state === 'refused');
  });
  gauge('bff_redis_up', 'Whether the shared memory answers; 1 without Redis', () => Number(store.isUp()));
  gauge('bff_replicas', 'Replicas, as far as this one knows', () => adapters.replicas());
  gauge('bff_sse_clients', 'Connections to the events', () => services.events.listeners);
  gauge('bff_ready_answer_bytes', 'Bytes of ready answers', () => services.answers.bytes);
  gauge('bff_requests_in_flight', 'Requests being answered, listeners aside', () => load.inFlight);
  gauge('bff_load_pressure', 'Load by event loop and requests in flight; above 1 is too much', () => {
    return load.pressure;
  });
}
