import { type Services, ServicesProvider } from '../services.tsx';
import { ToastProvider } from '../ui/toast-context.tsx';
import type { Address } from './address.ts';
import { Dashboard } from './dashboard.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import type { InstallPrompt } from './install-prompt.ts';

interface AppProps {
  readonly services: Services;
  readonly address: Address;
  readonly installPrompt: InstallPrompt;
}

/** The whole app over composed services. */
export function App({ services, address, installPrompt }: AppProps) {
  return (
    <ErrorBoundary part="The app">
      <ServicesProvider services={services}>
        <ToastProvider>
          <Dashboard address={address} installPrompt={installPrompt} />
        </ToastProvider>
      </ServicesProvider>
    </ErrorBoundary>
  );
}
