import { createCell, type Observable } from '../store/observable.ts';

/** How to install the app, when the browser allows it; else `null`. */
export type InstallPrompt = Observable<(() => void) | null>;

/** Chromium's event, which no standard library of types has yet. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Keeps the browser's offer to install for our own menu entry. Has to be called early: the offer comes once. */
export function listenForInstallPrompt(): InstallPrompt {
  const offer = createCell<(() => void) | null>(null);
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.set(() => {
      offer.set(null);
      void (event as BeforeInstallPromptEvent).prompt();
    });
  });
  window.addEventListener('appinstalled', () => offer.set(null));
  return offer;
}
