import { MAX_NAME_LENGTH, MAX_QUERY_LENGTH, type SavedView } from './saved-views.ts';

/**
 * Views as some build has stored them. What is no view is left out; what a newer build knows of one besides stays on
 * it and is written back.
 */
export function parseViews(text: string | null): readonly SavedView[] {
  if (text === null) return [];
  const byId = new Map<string, SavedView>();
  for (const entry of readEntries(text)) {
    const view = asView(entry);
    if (view !== null && !byId.has(view.id)) byId.set(view.id, view);
  }
  return [...byId.values()];
}

export function formatViews(views: readonly SavedView[]): string {
  return JSON.stringify({ version: 1, views });
}

function readEntries(text: string): readonly unknown[] {
  try {
    const { views } = Object(JSON.parse(text)) as { views?: unknown };
    return Array.isArray(views) ? views : [];
  } catch {
    return [];
  }
}

function asView(entry: unknown): SavedView | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { id, name, query } = entry as Partial<Record<keyof SavedView, unknown>>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof query !== 'string') return null;
  if (id === '' || name.trim() === '' || query.length > MAX_QUERY_LENGTH) return null;
  return {
    ...entry,
    id,
    name: name.trim().slice(0, MAX_NAME_LENGTH),
    query: new URLSearchParams(query).toString(),
  };
}
