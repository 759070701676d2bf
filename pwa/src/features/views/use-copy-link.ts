import { useToasts } from '../../ui/toast-context.tsx';
import { viewQuery } from './view-address.ts';

/** Copies a link that shows the same to anybody; a name that only this device knows is not part of it. */
export function useCopyLink(): (search: string) => Promise<void> {
  const toasts = useToasts();
  return async (search) => {
    const query = viewQuery(search);
    const link = window.location.origin + (query === '' ? '/' : `/?${query.replaceAll('%2C', ',')}`);
    try {
      await navigator.clipboard.writeText(link);
      toasts.show({ id: 'link', title: 'Link copied', detail: 'Whoever opens it sees these filters.' });
    } catch {
      toasts.show({
        id: 'link',
        tone: 'problem',
        title: 'The browser did not let the link be copied',
        detail: `Here it is: ${link}`,
        timeoutMs: 0,
      });
    }
  };
}
