import { useLayoutEffect, useMemo, useRef, useState } from 'react';

export interface Selection {
  /** Record ids. They stay chosen when filters, pages and other people's changes take their rows away. */
  readonly ids: ReadonlySet<string>;
  /** Record ids of the rows on this page. */
  readonly rows: readonly string[];
  readonly actions: SelectionActions;
}

export interface SelectionActions {
  /** Chooses a row or leaves it out; `through` does the same with all rows from the one touched last to this one. */
  toggle(recordId: string, how?: { readonly through: boolean }): void;
  /** Chooses these rows, or leaves all of them out. */
  set(recordIds: readonly string[], isChosen: boolean): void;
  clear(): void;
}

/** The orders that a person has chosen, to do something with all of them. */
export function useSelection(rows: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(NOTHING);
  const rowsNow = useRef(rows);
  useLayoutEffect(() => {
    rowsNow.current = rows;
  }, [rows]);
  const touched = useRef<string | null>(null);
  const actions = useMemo<SelectionActions>(() => {
    return {
      set: (recordIds, isChosen) => setIds((before) => withRows(before, recordIds, isChosen)),
      toggle(recordId, how) {
        const stretch =
          how?.through === true ? between(rowsNow.current, touched.current, recordId) : [recordId];
        touched.current = recordId;
        setIds((before) => withRows(before, stretch, !before.has(recordId)));
      },
      clear() {
        touched.current = null;
        setIds(NOTHING);
      },
    };
  }, []);
  return useMemo(() => ({ ids, rows, actions }), [ids, rows, actions]);
}

const NOTHING: ReadonlySet<string> = new Set();

function withRows(
  before: ReadonlySet<string>,
  recordIds: readonly string[],
  isChosen: boolean,
): ReadonlySet<string> {
  const after = new Set(before);
  for (const recordId of recordIds) {
    if (isChosen) after.add(recordId);
    else after.delete(recordId);
  }
  return after;
}

/** From one row to the other, both among them; the second alone where the first is not there. */
function between(rows: readonly string[], first: string | null, second: string): readonly string[] {
  const [from, to] = [first === null ? -1 : rows.indexOf(first), rows.indexOf(second)];
  if (from < 0 || to < 0) return [second];
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1);
}
