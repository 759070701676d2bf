import { MAX_NAME_LENGTH } from '../../store/saved-views.ts';
import type { NamedView } from './built-in-views.ts';

/**
 * Why a view cannot have that name, in words; `null` = it can.
 * @param except the view that has it already and may keep it
 */
export function nameProblem(name: string, views: readonly NamedView[], except?: string): string | null {
  const wanted = name.trim();
  if (wanted === '') return 'A view needs a name.';
  if (wanted.length > MAX_NAME_LENGTH) return `A name has at most ${MAX_NAME_LENGTH} characters.`;
  const folded = wanted.toLocaleLowerCase();
  const isTaken = views.some((view) => view.id !== except && view.name.toLocaleLowerCase() === folded);
  return isTaken ? `There is a view “${wanted}” already.` : null;
}
