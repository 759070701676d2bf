import type { OutboxContents } from '../db/outbox-rows.ts';
import type { Observable } from '../store/observable.ts';
import type { Reach } from './connectivity.ts';
import type { SyncJournal } from './sync-journal.ts';

export interface JournalSources {
  readonly reach: Observable<Pick<Reach, 'state'>>;
  readonly contents: Observable<Pick<OutboxContents, 'entries'>>;
  readonly isStuck: Observable<boolean>;
}

/** Writes into the journal what changes by itself. Requests write themselves down. @returns how to stop */
export function followSources(
  journal: SyncJournal,
  { reach, contents, isStuck }: JournalSources,
): () => void {
  let lastState = '';
  const onReach = () => {
    const { state } = reach.current();
    if (state !== lastState) journal.record(`Connection: ${state}`);
    lastState = state;
  };
  let before = statesOf(contents.current());
  const onContents = () => {
    const after = statesOf(contents.current());
    for (const [seq, text] of after) {
      if (before.get(seq) !== text) journal.record(`Edit ${seq}: ${text}`);
    }
    for (const seq of before.keys()) if (!after.has(seq)) journal.record(`Edit ${seq}: gone`);
    before = after;
  };
  const onStuck = () => journal.record(isStuck.current() ? 'Sync is stuck' : 'Sync moves again');
  onReach();
  const callOffs = [reach.subscribe(onReach), contents.subscribe(onContents), isStuck.subscribe(onStuck)];
  return () => {
    for (const callOff of callOffs) callOff();
  };
}

function statesOf({ entries }: Pick<OutboxContents, 'entries'>): Map<number, string> {
  return new Map(
    entries.map(({ seq, orderId, recordId, state, lastStatus }) => {
      const status = state === 'sending' || lastStatus === null ? '' : ` after ${lastStatus}`;
      return [seq, `${orderId ?? recordId} ${state}${status}`];
    }),
  );
}
