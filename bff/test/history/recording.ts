/** What a client was told of an operation in the end. `refused`: done for sure was nothing; `unknown`: nobody said. */
export type Outcome = 'ok' | 'refused' | 'unknown';

/** A change of one order's status; no value is asked for twice for the same order. */
export interface RecordedEdit {
  readonly kind: 'edit';
  readonly id: number;
  readonly client: string;
  readonly recordId: string;
  readonly value: string;
  /** The tag that it was asked for on condition of, and the value that the client saw with it. */
  readonly condition: { readonly etag: string; readonly value: string } | null;
  /** Whether it had an Idempotency-Key and could be sent again. */
  readonly isKeyed: boolean;
  readonly invokedAt: number;
  completedAt: number;
  outcome: Outcome;
  /** Statuses of the attempts, 0 for none. */
  readonly attempts: number[];
  /** The replica that said how it ended. */
  replica: string;
  /** The Orders-Version of the answer; empty where there was none. */
  version: string;
  /** Where the condition failed, the value that was there. */
  found: string | null;
}

export interface RecordedRead {
  readonly kind: 'read';
  readonly id: number;
  readonly client: string;
  readonly recordId: string;
  readonly replica: string;
  /** Orders-Min-Version; empty where none was passed. */
  readonly minVersion: string;
  readonly invokedAt: number;
  readonly completedAt: number;
  readonly version: string;
  readonly found: string;
}

export type Recorded = RecordedEdit | RecordedRead;

/** A write as Airtable did it, whatever became of the answer. */
export interface AirtableWrite {
  readonly at: number;
  readonly recordId: string;
  readonly value: string;
}

/** Everything that clients asked for and were told between two moments at which nothing was under way. */
export interface History {
  /** Statuses by record at the start, and at the end in Airtable. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly operations: readonly Recorded[];
  readonly writes: readonly AirtableWrite[];
  /** Instants at which a Redis lost everything. */
  readonly losses: readonly number[];
  /** Statuses by record in the copy of a client that follows the changes feed. */
  readonly copies: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Statuses by record that each replica shows at the end. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Numbers what happens: of two instants the greater one was later. */
export class Instants {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}
