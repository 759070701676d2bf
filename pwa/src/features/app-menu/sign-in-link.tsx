import { PATHS } from '@orders/contract';
import { LogIn } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { buttonClass } from '../../ui/button.tsx';

/** The way back in when the session has ended. Edits wait on the device meanwhile, and it says how many. */
export function SignInLink({ returnTo }: { returnTo: string }) {
  const { connection, outbox } = useServices();
  const { state } = useObservable(connection);
  const count = useObservable(outbox.pending).length;
  if (state !== 'signed-out') return null;
  return (
    <a
      className={buttonClass({ tone: 'primary' })}
      href={`${PATHS.login}?returnTo=${encodeURIComponent(returnTo)}`}
    >
      <LogIn size={15} aria-hidden />
      {count === 0 ? 'Sign in' : `Sign in to send ${count} ${count === 1 ? 'edit' : 'edits'}`}
    </a>
  );
}
