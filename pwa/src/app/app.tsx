import { type Services, ServicesProvider, useObservable, useServices } from '../services.tsx';
import { deferComponent } from '../ui/deferred.ts';
import { ToastProvider } from '../ui/toast-context.tsx';
import type { Address } from './address.ts';
import { Dashboard } from './dashboard.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import type { InstallPrompt } from './install-prompt.ts';

const useSignedOutScreen = deferComponent(() =>
  import('../features/account/signed-out-screen.tsx').then((module) => module.SignedOutScreen),
);

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
        <Screen address={address} installPrompt={installPrompt} />
      </ServicesProvider>
    </ErrorBoundary>
  );
}

/** After a sign-out nothing of the dashboard stays on the page, its messages included. */
function Screen({ address, installPrompt }: Omit<AppProps, 'services'>) {
  const isOut = useObservable(useServices().account.state).kind !== 'in';
  const SignedOutScreen = useSignedOutScreen(isOut);
  if (isOut) return SignedOutScreen === null ? null : <SignedOutScreen />;
  return (
    <ToastProvider>
      <Dashboard address={address} installPrompt={installPrompt} />
    </ToastProvider>
  );
}
