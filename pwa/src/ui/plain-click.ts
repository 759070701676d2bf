import type { MouseEvent } from 'react';

/** Whether a click on a link is meant for this window, and so may be answered without loading a page. */
export function isPlainClick(event: MouseEvent): boolean {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return event.button === 0 && !hasModifier && !event.defaultPrevented;
}
