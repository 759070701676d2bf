import { PATHS } from '@orders/contract';
import { LogIn } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { buttonClass } from '../../ui/button.tsx';

/** The way back in when the session has ended. Edits wait on the device meanwhile. */
export function SignInLink({ returnTo }: { returnTo: string }) {
  const { state } = useObservable(useServices().connection);
  if (state !== 'signed-out') return null;
  return (
    <a
      className={buttonClass({ tone: 'primary' })}
      href={`${PATHS.login}?returnTo=${encodeURIComponent(returnTo)}`}
    >
      <LogIn size={15} aria-hidden />
      Sign in
    </a>
  );
}
