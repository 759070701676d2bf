import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserAddress } from './app/address.ts';
import { App } from './app/app.tsx';
import { composeServices } from './app/compose.ts';
import { listenForInstallPrompt } from './app/install-prompt.ts';

// The databases are opened before React is asked for anything: they take longest.
const services = composeServices();
void services.start();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <App services={services} address={createBrowserAddress()} installPrompt={listenForInstallPrompt()} />
  </StrictMode>,
);
