/** Says that figures are counted over edits that Airtable does not have yet; `null` when there are none. */
export function unsentText(pendingEdits: number): string | null {
  if (pendingEdits === 0) return null;
  return pendingEdits === 1 ? 'with 1 unsent edit' : `with ${pendingEdits} unsent edits`;
}
