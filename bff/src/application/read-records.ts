import type { DecisionJournal } from './decision-journal.ts';
import type { CallClass, Clock, OrderSource } from './ports.ts';

type ReadKind = 'full' | 'changes';

/** One read of the source, as it ended. */
export interface ReadRecord {
  /** Epoch milliseconds at which it began. */
  readonly at: number;
  readonly ms: number;
  readonly outcome: 'ok' | 'failed';
  readonly callClass: CallClass;
  /** How many orders it brought; 0 where it failed. */
  readonly orders: number;
}

/** The last read of each kind; `null` = none yet on this replica. */
export type LastReads = Readonly<Record<ReadKind, ReadRecord | null>>;

export interface ObservedSource {
  readonly source: OrderSource;
  lastReads(): LastReads;
}

interface ObserverOptions {
  readonly clock: Clock;
  readonly journal: DecisionJournal;
  onRead(kind: ReadKind, outcome: 'ok' | 'failed', ms: number): void;
}

/** The same source, whose reads are timed and remembered. */
export function observeReads(
  source: OrderSource,
  { clock, journal, onRead }: ObserverOptions,
): ObservedSource {
  const last: Record<ReadKind, ReadRecord | null> = { full: null, changes: null };

  async function timed<T>(
    kind: ReadKind,
    callClass: CallClass,
    read: () => Promise<T & ({ readonly orders: readonly unknown[] } | null)>,
  ): Promise<T> {
    const at = clock.now();
    const note = (outcome: ReadRecord['outcome'], orders: number) => {
      const ms = clock.now() - at;
      last[kind] = { at, ms, outcome, callClass, orders };
      onRead(kind, outcome, ms);
      journal.note('info', 'read of Airtable ended', { kind, callClass, outcome, orders, ms });
    };
    try {
      const result = await read();
      note('ok', result?.orders.length ?? 0);
      return result;
    } catch (error) {
      note('failed', 0);
      throw error;
    }
  }

  return {
    lastReads: () => last,
    source: {
      ...source,
      readAll: (options) => timed('full', options.callClass, () => source.readAll(options)),
      readChanges: (cursor, options) =>
        timed('changes', options.callClass, () => source.readChanges(cursor, options)),
    },
  };
}
