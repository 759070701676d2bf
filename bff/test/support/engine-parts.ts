import { createReportingCalendar } from '@orders/contract';
import { OrderEditor } from '../../src/application/edit-order.ts';
import { KnownOptions } from '../../src/application/known-options.ts';
import { LiveEvents } from '../../src/application/live-events.ts';
import { OrderWriter } from '../../src/application/order-writer.ts';
import type { Clock, Log, OrderSource, Random } from '../../src/application/ports.ts';
import { Refresher } from '../../src/application/refresher.ts';
import { SnapshotKeeper } from '../../src/application/snapshot-keeper.ts';
import { createMemoryPresence } from '../../src/memory/memory-presence.ts';
import { createMemoryRecordTurns } from '../../src/memory/memory-record-turns.ts';
import { createMemoryRefreshLease } from '../../src/memory/memory-refresh-lease.ts';
import { createMemorySnapshotStore } from '../../src/memory/memory-snapshot-store.ts';

export interface EnginePartsOptions {
  readonly clock: Clock;
  readonly source: OrderSource;
  readonly log: Log;
  readonly random?: Random;
  readonly epoch?: string;
  readonly ttlMs?: number;
  readonly staleIfErrorMs?: number;
  readonly intervalMs?: number;
  /** How many times rarer than wished the month's quota lets the background read. */
  readonly stretch?: number;
  readonly settleMs?: number;
}

/** The engine of a single process over any source, with nothing of it running yet. */
export function createEngineParts(options: EnginePartsOptions) {
  const { clock, source, log, random = () => 0, epoch = 'test' } = options;
  const {
    ttlMs = 300_000,
    staleIfErrorMs = 86_400_000,
    intervalMs = 30_000,
    settleMs = 2_500,
    stretch = 1,
  } = options;
  const lease = createMemoryRefreshLease();
  const store = createMemorySnapshotStore({ epoch, currentFence: () => lease.currentFence() });
  const events = new LiveEvents(clock);
  const presence = createMemoryPresence(clock);
  const calendar = createReportingCalendar('UTC');
  const keeper = new SnapshotKeeper({
    ...{ store, calendar, clock, events, log },
    makeEpoch: () => 'alone',
    lookUp: (recordIds) => source.readOrders(recordIds, { callClass: 'write' }),
  });
  const knownOptions = new KnownOptions(source);
  const writer = new OrderWriter({ source, keeper, clock, log, settleMs });
  const editor = new OrderEditor({
    ...{ keeper, writer, knownOptions, clock },
    turns: createMemoryRecordTurns(),
  });
  const refresher = new Refresher({
    ...{ source, keeper, store, lease, presence, events, clock, log, random },
    freshness: { ttlMs, staleIfErrorMs },
    policy: { ttlMs, intervalMs, presenceMs: 300_000 },
    plannedIntervalMs: () => intervalMs * stretch,
    onContested: (recordIds) => writer.doubt(recordIds),
    afterRead: async (callClass) => {
      await knownOptions.refresh(callClass);
      await editor.settleDoubts();
    },
  });
  return { events, presence, keeper, writer, editor, refresher };
}
