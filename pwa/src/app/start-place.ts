import { readLastView } from '../store/last-view.ts';
import { ANONYMOUS, SUBJECT_KEY } from '../sync/whose-session.ts';
import type { Address } from './address.ts';
import { writeSearch } from './routes.ts';

interface Start {
  readonly storage: Pick<Storage, 'getItem'> | null;
  /** How this document came to be, as the browser's navigation timing names it. */
  readonly navigation: string;
}

/**
 * An app that is opened without being told where begins with the view that was open last. A reload and the way back
 * stay where they were, and an address that asks for something gets that.
 */
export function openLastView(address: Address, { storage, navigation }: Start): void {
  const { path, search } = address.current();
  if (path !== '/' || search !== '' || navigation !== 'navigate') return;
  const last = readLastView(storage, storage?.getItem(SUBJECT_KEY) ?? ANONYMOUS);
  if (last !== '') address.go(`/${writeSearch(new URLSearchParams(last))}`, 'replace');
}

/** How the browser came to this document. */
export function navigationKind(): string {
  const [entry] = performance.getEntriesByType('navigation');
  return (entry as PerformanceNavigationTiming | undefined)?.type ?? 'navigate';
}
