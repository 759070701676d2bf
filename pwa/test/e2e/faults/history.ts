/** The two fields that people edit, by the names that they have on the screen and in Airtable. */
export type EditedField = 'Status' | 'Priority';
export const EDITED_FIELDS: readonly EditedField[] = ['Status', 'Priority'];

/** An instant of the run: events are numbered as this process learns of them. */
export type Instant = number;

/** One edit that somebody made in one tab. Its value is used for no other edit of that order and field. */
export interface MadeEdit {
  readonly id: number;
  readonly tab: string;
  readonly recordId: string;
  readonly label: string;
  readonly field: EditedField;
  readonly value: string;
  /** Before the page was told to make it. */
  readonly madeAt: Instant;
  /** After the page showed the outcome; `null` while it has not, or when its tab died before. */
  endedAt: Instant | null;
  /** `confirmed` = the page showed the new value; `refused` = it said that the edit was not saved. */
  outcome: 'confirmed' | 'refused' | 'unknown';
}

/** One `PATCH` that arrived at the proxy. */
export interface Attempt {
  readonly key: string;
  readonly recordId: string;
  readonly patch: Readonly<Partial<Record<EditedField, string | null>>>;
  readonly startedAt: Instant;
  endedAt: Instant | null;
  /** How often the server had been killed by then. */
  readonly serverLife: number;
  /** What the server answered; `null` = it was not asked, or did not answer. */
  serverStatus: number | null;
  /** What was sent to the app; `null` = nothing that has a status. */
  seenStatus: number | null;
}

/** One value that was applied in Airtable through its API. */
export interface Write {
  readonly at: Instant;
  readonly recordId: string;
  readonly field: EditedField;
  readonly value: string | null;
}

/** What a person pressed for one value in conflict; recorded before the press. */
export interface Decision {
  readonly recordId: string;
  readonly field: EditedField;
  readonly value: string;
  readonly choice: 'mine' | 'theirs';
}

/** A value that the outbox database still holds at the end. */
export interface Kept {
  readonly recordId: string;
  readonly field: EditedField;
  readonly value: string | null;
  readonly state: string;
}

/** A cell as one place shows it at the end. */
export interface ShownCell {
  readonly tab: string;
  readonly label: string;
  readonly field: EditedField;
  readonly shown: string | null;
  readonly inAirtable: string | null;
}

/** Everything that the oracle judges by. */
export interface History {
  readonly edits: MadeEdit[];
  readonly attempts: Attempt[];
  readonly writes: Write[];
  readonly decisions: Decision[];
  /** Edits whose value a page showed before anything could have been saved. */
  readonly early: MadeEdit[];
  kept: readonly Kept[];
  screen: readonly ShownCell[];
}

export function emptyHistory(): History {
  return { edits: [], attempts: [], writes: [], decisions: [], early: [], kept: [], screen: [] };
}
