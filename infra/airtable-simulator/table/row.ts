import type { Cells } from './field-definition.ts';

/** One record. Stamps are whole seconds, in ms since the epoch. */
export interface Row {
  readonly id: string;
  readonly createdMs: number;
  /** Position in creation order, which is also the value of an autonumber field. */
  readonly number: number;
  /** `null` for a row that nobody edited since it came in: Airtable then shows no stamp. */
  modifiedMs: number | null;
  /** By field id; a blank cell is absent. */
  cells: Cells;
  /** When each cell was last written, for `LAST_MODIFIED_TIME({Field})`; absent = when it was created. */
  cellStamps: Record<string, number> | null;
}

export function cellsModifiedMs(row: Row, fieldIds: readonly string[]): number | null {
  if (row.modifiedMs === null) return null;
  return Math.max(...fieldIds.map((id) => row.cellStamps?.[id] ?? row.createdMs));
}
