import { createReportingCalendar, type OrderPatch } from '@orders/contract';
import { type EditOutcome, type OrderEdit, OrderEditor } from '../../src/application/edit-order.ts';
import { KnownOptions } from '../../src/application/known-options.ts';
import { LiveEvents, type NumberedEvent } from '../../src/application/live-events.ts';
import { OrderWriter } from '../../src/application/order-writer.ts';
import { Refresher } from '../../src/application/refresher.ts';
import { SnapshotKeeper } from '../../src/application/snapshot-keeper.ts';
import { createMemoryPresence } from '../../src/memory/memory-presence.ts';
import { createMemoryRefreshLease } from '../../src/memory/memory-refresh-lease.ts';
import { createMemorySnapshotStore } from '../../src/memory/memory-snapshot-store.ts';
import { FakeClock, nextTurn } from './fake-clock.ts';
import { createFakeOrderSource, type FakeOrderSourceOptions } from './fake-order-source.ts';
import { createRecordedLog } from './recorded-log.ts';

export interface EngineOptions extends FakeOrderSourceOptions {
  readonly ttlMs?: number;
  readonly staleIfErrorMs?: number;
  readonly intervalMs?: number;
}

/** The engine over a source in memory and a clock that the test turns; nothing of it listens or waits by itself. */
export function startEngine(options: EngineOptions = {}) {
  const clock = new FakeClock();
  const source = createFakeOrderSource(options);
  const log = createRecordedLog();
  const lease = createMemoryRefreshLease();
  const store = createMemorySnapshotStore({ epoch: 'test', currentFence: () => lease.currentFence() });
  const events = new LiveEvents();
  const seen: NumberedEvent[] = [];
  events.subscribe((event) => seen.push(event));
  const presence = createMemoryPresence(clock);
  const calendar = createReportingCalendar('UTC');
  const keeper = new SnapshotKeeper({ store, calendar, clock, events, log, makeEpoch: () => 'alone' });
  const knownOptions = new KnownOptions(source);
  const writer = new OrderWriter({ source, keeper, log, settleMs: 2_500 });
  const editor = new OrderEditor({ keeper, writer, knownOptions, clock });
  const refresher = new Refresher({
    ...{ source, keeper, store, lease, presence, events, clock, log },
    random: () => 0,
    freshness: { ttlMs: options.ttlMs ?? 300_000, staleIfErrorMs: options.staleIfErrorMs ?? 86_400_000 },
    policy: {
      ttlMs: options.ttlMs ?? 300_000,
      intervalMs: options.intervalMs ?? 30_000,
      presenceMs: 300_000,
    },
    plannedIntervalMs: () => options.intervalMs ?? 30_000,
    onContested: (recordIds) => writer.doubt(recordIds),
    afterRead: async (callClass) => {
      await knownOptions.refresh(callClass);
      await editor.settleDoubts();
    },
  });
  const running = new AbortController();
  const loop = refresher.run(running.signal);
  return {
    ...{ clock, source, log, events, seen, presence, keeper, refresher, writer, editor },
    /** Edits one record as a person would. */
    edit(
      recordId: string,
      patch: OrderPatch,
      precondition: OrderEdit['precondition'] = null,
    ): Promise<EditOutcome> {
      return editor.edit({ target: { text: recordId, isRecordId: true }, patch, precondition });
    },
    /** Lets everything happen that needs no time. */
    async settle() {
      for (let turn = 0; turn < 5; turn++) await nextTurn();
    },
    async [Symbol.asyncDispose]() {
      running.abort();
      source.releaseAll();
      await loop;
    },
  };
}
