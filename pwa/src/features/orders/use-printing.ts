import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

/** Whether the page is being printed: then everything has to be in the document that is seen else by scrolling. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting);
}

let isUnderWay = false;

function subscribe(listener: () => void): () => void {
  const media = matchMedia('print');
  const change = (isPrint: boolean) => {
    if (isUnderWay === isPrint) return;
    isUnderWay = isPrint;
    // The browser takes its picture as soon as this event is over.
    flushSync(listener);
  };
  const onBefore = () => change(true);
  const onAfter = () => change(false);
  const onMedia = ({ matches }: MediaQueryListEvent) => change(matches);
  window.addEventListener('beforeprint', onBefore);
  window.addEventListener('afterprint', onAfter);
  media.addEventListener('change', onMedia);
  return () => {
    window.removeEventListener('beforeprint', onBefore);
    window.removeEventListener('afterprint', onAfter);
    media.removeEventListener('change', onMedia);
  };
}

function isPrinting(): boolean {
  return isUnderWay;
}
