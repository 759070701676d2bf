import { LogOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type AccountState, useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './signed-out-screen.module.css';

/** All that is shown once somebody has signed out: what is gone, what is still to come, and the way back in. */
export function SignedOutScreen() {
  const { account } = useServices();
  const state = useObservable(account.state);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Orders';
  }, []);
  const signIn = async () => {
    setBusy(true);
    setProblem(await account.signIn());
    setBusy(false);
  };
  return (
    <main className={styles['screen']}>
      <div className={styles['card']}>
        <LogOut size={28} aria-hidden className={styles['icon']} />
        <h1>{state.kind === 'leaving' ? 'Signing out' : 'You are signed out'}</h1>
        <div role="status" className={styles['texts']}>
          {textsOf(state).map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
        {problem !== null && <p role="alert">{problem}</p>}
        {state.kind === 'out' && (
          <Button tone="primary" aria-disabled={isBusy || undefined} onClick={() => void signIn()}>
            Sign in
          </Button>
        )}
      </div>
    </main>
  );
}

function textsOf(state: AccountState): string[] {
  if (state.kind !== 'out') return ['What this device holds of you is being deleted.'];
  const { isWiped, isServerTold, authMode } = state;
  return [
    isWiped
      ? 'Orders and edits of yours are no longer on this device.'
      : 'Something could not be deleted yet, because another window still uses it. Close the other windows of this app; then open it once more.',
    ...(isServerTold
      ? []
      : [
          'The server cannot be reached just now. It ends your session as soon as it can be; keep this window open until then, or open the app once more later.',
        ]),
    ...(authMode === 'proxy' ? ['The sign-in of your company may still be open in this browser.'] : []),
  ];
}
