import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserAddress } from './app/address.ts';
import { App } from './app/app.tsx';
import { followLaunches } from './app/follow-launches.ts';
import { listenForInstallPrompt } from './app/install-prompt.ts';
import { openingServices } from './app/opening-services.ts';
import { navigationKind, openLastView } from './app/start-place.ts';
import { storageOf } from './app/storage-of.ts';
import type { Services } from './services.tsx';
import { holdPreloading } from './ui/deferred.ts';

// The data side comes as a file of its own, so that the shell is on the screen while it is fetched and compiled.
const composing = import('./app/compose.ts');
const preload = holdPreloading();
const installPrompt = listenForInstallPrompt();
const address = createBrowserAddress();
followLaunches(address);
openLastView(address, { storage: storageOf(window), navigation: navigationKind() });

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the app');
const root = createRoot(place);
show(openingServices);

void open();

/** Not awaited at the top: the data side may share a file with this one, which would then wait for itself. */
async function open(): Promise<void> {
  const { composeServices } = await composing;
  const services = composeServices();
  show(services);
  const isStarted = services.start();
  // An import that fails is not tried again by the browser: nothing is fetched ahead of the shell that makes it safe.
  void Promise.all([Promise.race([untilOpened(services), isStarted]), services.shellSettled]).then(
    preload,
    preload,
  );
  await isStarted;
}

/** Resolves when the orders of this device are shown, or when there are none. */
function untilOpened({ orders }: Services): Promise<void> {
  return new Promise((resolve) => {
    const stop = orders.subscribe(() => {
      if (orders.current().phase === 'opening') return;
      stop();
      resolve();
    });
  });
}

function show(shown: Services): void {
  root.render(
    <StrictMode>
      <App services={shown} address={address} installPrompt={installPrompt} />
    </StrictMode>,
  );
}
