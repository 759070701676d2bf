import {
  type Attempt,
  EDITED_FIELDS,
  type EditedField,
  type History,
  type MadeEdit,
  type Write,
} from './history.ts';

export type Rule = 'lost' | 'twice' | 'order' | 'ghost' | 'wire' | 'early' | 'screen' | 'not drained';

export interface Violation {
  readonly rule: Rule;
  readonly text: string;
}

/** Holds what people were told against what became of it. To be asked when nothing moves any more. */
export function judge(history: History): Violation[] {
  const facts = indexed(history);
  return [
    ...lost(facts),
    ...twice(facts),
    ...outOfOrder(facts),
    ...ghosts(facts),
    ...wire(history.attempts),
    ...tooEarly(history),
    ...notDrained(history),
    ...wrongScreens(history),
  ];
}

interface Facts {
  readonly history: History;
  readonly writesOf: ReadonlyMap<string, readonly Write[]>;
  readonly attemptsOf: ReadonlyMap<string, readonly Attempt[]>;
  readonly keptValues: ReadonlySet<string>;
  readonly mine: ReadonlySet<string>;
  readonly theirs: ReadonlySet<string>;
}

type Cell = { readonly recordId: string; readonly field: EditedField; readonly value: string | null };

/** Values are used once per order and field, so these three name an edit. */
const nameOf = ({ recordId, field, value }: Cell): string => `${recordId} ${field} ${value}`;

function indexed(history: History): Facts {
  const attemptCells = history.attempts.flatMap((attempt) =>
    EDITED_FIELDS.flatMap((field) => {
      const value = attempt.patch[field];
      return value === undefined ? [] : [{ recordId: attempt.recordId, field, value, attempt }];
    }),
  );
  const chosen = (choice: string) =>
    new Set(history.decisions.filter((d) => d.choice === choice).map(nameOf));
  const attemptsOf = new Map<string, Attempt[]>();
  for (const cell of attemptCells) {
    const known = attemptsOf.get(nameOf(cell)) ?? [];
    attemptsOf.set(nameOf(cell), [...known, cell.attempt]);
  }
  return {
    history,
    writesOf: Map.groupBy(history.writes, nameOf),
    attemptsOf,
    keptValues: new Set(history.kept.map(nameOf)),
    mine: chosen('mine'),
    theirs: chosen('theirs'),
  };
}

/**
 * An edit that was confirmed is in Airtable, or in the queue, or was given up by a person, or a later edit of the same
 * cell took its place, which is allowed for as long as it has not been sent: from then on its key stands for it.
 */
function lost(facts: Facts): Violation[] {
  const { edits } = facts.history;
  const byCell = Map.groupBy(edits, ({ recordId, field }) => `${recordId} ${field}`);
  return edits
    .filter((edit) => edit.outcome === 'confirmed' && !isCarried(edit, facts))
    .filter((edit) => {
      const others = byCell.get(`${edit.recordId} ${edit.field}`) ?? [];
      const isReplaced = others.some((other) => mayFollow(edit, other) && isCarried(other, facts));
      return !(isReplaced && wasReplaceable(edit, facts));
    })
    .map((edit) => ({ rule: 'lost', text: `${describe(edit)} is nowhere` }));
}

function isCarried(edit: MadeEdit, { writesOf, keptValues, theirs }: Facts): boolean {
  const name = nameOf(edit);
  return writesOf.has(name) || keptValues.has(name) || theirs.has(name);
}

/** Whether the other one may have been saved after the edit. */
function mayFollow(edit: MadeEdit, other: MadeEdit): boolean {
  return other !== edit && (other.endedAt === null || other.endedAt > edit.madeAt);
}

/** A 401 is no attempt; after a 412 an edit goes out anew or waits for a person, who may change it. */
function wasReplaceable(edit: MadeEdit, { attemptsOf }: Facts): boolean {
  const last = attemptsOf.get(nameOf(edit))?.at(-1);
  return last === undefined || last.seenStatus === 401 || last.seenStatus === 412;
}

function twice({ writesOf, mine }: Facts): Violation[] {
  return [...writesOf]
    .filter(([name, writes]) => writes.length > 1 && !mine.has(name))
    .map(([name, writes]) => ({ rule: 'twice', text: `${name} was written ${writes.length} times` }));
}

/** Of two edits of one order, made one after the other was confirmed, in whatever tabs, the first arrives first. */
function outOfOrder({ history, writesOf }: Facts): Violation[] {
  const arrived = history.edits.flatMap((edit) => {
    const [first] = writesOf.get(nameOf(edit)) ?? [];
    return first === undefined ? [] : [{ edit, at: first.at }];
  });
  const violations: Violation[] = [];
  for (const group of Map.groupBy(arrived, ({ edit }) => edit.recordId).values()) {
    for (const earlier of group) {
      for (const later of group) {
        const { endedAt, outcome } = earlier.edit;
        if (outcome !== 'confirmed' || endedAt === null || endedAt > later.edit.madeAt) continue;
        if (earlier.at <= later.at) continue;
        const text = `${describe(later.edit)} arrived before ${describe(earlier.edit)}`;
        violations.push({ rule: 'order', text });
      }
    }
  }
  return violations;
}

/** What the app said it has not saved goes nowhere. */
function ghosts(facts: Facts): Violation[] {
  return facts.history.edits
    .filter((edit) => edit.outcome === 'refused' && isCarried(edit, facts))
    .map((edit) => ({ rule: 'ghost', text: `${describe(edit)} was said not to be saved` }));
}

/**
 * A repeated request is known by its key before anything else is looked at. A server that was killed has forgotten its
 * keys where it keeps them in its own memory, as here: then the comparison of values has to settle it.
 */
function wire(attempts: readonly Attempt[]): Violation[] {
  return [...Map.groupBy(attempts, ({ key }) => key).values()].flatMap((sends) => {
    const accepted = sends.filter(({ serverStatus }) => serverStatus !== null && serverStatus < 300);
    const refused = sends.find(
      (send) =>
        (send.serverStatus === 412 || send.serverStatus === 422) &&
        accepted.some(
          ({ endedAt, serverLife }) =>
            serverLife === send.serverLife && endedAt !== null && endedAt < send.startedAt,
        ),
    );
    if (refused === undefined) return [];
    const { recordId, key, serverStatus } = refused;
    return [{ rule: 'wire' as const, text: `${recordId}: ${key} was accepted and then got ${serverStatus}` }];
  });
}

function tooEarly({ early }: History): Violation[] {
  return early.map((edit) => ({ rule: 'early', text: `${describe(edit)} was shown before it was saved` }));
}

function notDrained({ kept }: History): Violation[] {
  return kept.map((cell) => ({ rule: 'not drained', text: `${nameOf(cell)} is still ${cell.state}` }));
}

function wrongScreens({ screen }: History): Violation[] {
  return screen
    .filter(({ shown, inAirtable }) => shown !== inAirtable)
    .map(({ tab, label, field, shown, inAirtable }) => {
      const text = `${tab} shows ${shown} as ${field} of ${label}, Airtable has ${inAirtable}`;
      return { rule: 'screen', text };
    });
}

function describe({ id, tab, label, field, value }: MadeEdit): string {
  return `edit ${id} (${field} of ${label} to ${value}, ${tab})`;
}
