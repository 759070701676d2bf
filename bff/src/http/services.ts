import type { AppConfig, AuthMode, Health, Order, UpstreamEvent } from '@orders/contract';
import type { OrderEditor } from '../application/edit-order.ts';
import type { Idempotency } from '../application/idempotency.ts';
import type { LiveEvents } from '../application/live-events.ts';
import type { Clock, Presence, Random } from '../application/ports.ts';
import type { Refresher } from '../application/refresher.ts';
import type { SnapshotKeeper } from '../application/snapshot-keeper.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { HttpMetrics } from './metrics-routes.ts';

/** What the routes are made of. */
export interface HttpServices {
  readonly keeper: SnapshotKeeper;
  readonly refresher: Refresher;
  readonly editor: OrderEditor;
  readonly idempotency: Idempotency;
  readonly events: LiveEvents;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly random: Random;
  readonly answers: AnswerCache;
  readonly metrics: HttpMetrics;
  readonly authMode: AuthMode;
  /** How long, in milliseconds, somebody who waits for Airtable waits at most once it is in trouble. */
  readonly patienceMs: number;
  /** Fires when this replica begins to shut down. */
  readonly drain: AbortSignal;
  health(): Health;
  upstream(): UpstreamEvent;
  appConfig(): AppConfig;
}

/** The opaque part of an order's entity tag. */
export function opaqueOf(order: Order): string {
  return order.etag.slice(1, -1);
}
