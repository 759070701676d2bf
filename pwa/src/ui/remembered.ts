/** What the browser keeps under a key for this person's comfort; `null` = nothing, or storage is forbidden. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a choice; where storage is forbidden it holds until the window is closed. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // What was chosen is shown all the same.
  }
}
