import type { OrderPatch } from '@orders/contract';
import type { EditOutcome, OrderEdit } from '../../src/application/edit-order.ts';
import type { NumberedEvent } from '../../src/application/live-events.ts';
import { createEngineParts, type EnginePartsOptions } from './engine-parts.ts';
import { FakeClock, nextTurn } from './fake-clock.ts';
import { createFakeOrderSource, type FakeOrderSourceOptions } from './fake-order-source.ts';
import { createRecordedLog } from './recorded-log.ts';

export type EngineOptions = FakeOrderSourceOptions &
  Pick<EnginePartsOptions, 'ttlMs' | 'staleIfErrorMs' | 'intervalMs' | 'stretch'>;

/** The engine over a source in memory and a clock that the test turns; nothing of it listens or waits by itself. */
export function startEngine(options: EngineOptions = {}) {
  const clock = new FakeClock();
  const source = createFakeOrderSource(options);
  const log = createRecordedLog();
  const parts = createEngineParts({ clock, source, log, ...options });
  const { events, refresher, editor } = parts;
  const seen: NumberedEvent[] = [];
  events.subscribe((event) => seen.push(event));
  const running = new AbortController();
  const loop = refresher.run(running.signal);
  return {
    ...{ clock, source, log, seen, ...parts },
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
