import { memo, useState } from 'react';
import { AppMenu } from '../features/app-menu/app-menu.tsx';
import { SampleNote } from '../features/app-menu/sample-note.tsx';
import { SignInLink } from '../features/app-menu/sign-in-link.tsx';
import { UpdateButton } from '../features/app-menu/update-button.tsx';
import { ConnectionStatus } from '../features/connection/connection-status.tsx';
import { DataAge } from '../features/connection/data-age.tsx';
import { HealthButton } from '../features/connection/health-button.tsx';
import { SyncButton } from '../features/connection/sync-button.tsx';
import { SyncProgress } from '../features/connection/sync-progress.tsx';
import { EditsButton } from '../features/pending-edits/edits-button.tsx';
import { useObservable, useServices } from '../services.tsx';
import { deferComponent } from '../ui/deferred.ts';
import type { Address } from './address.ts';
import styles from './header.module.css';
import type { InstallPrompt } from './install-prompt.ts';

const useSignOutDialog = deferComponent(() =>
  import('../features/account/sign-out-dialog.tsx').then((module) => module.SignOutDialog),
);

interface HeaderProps {
  readonly isEditsOpen: boolean;
  readonly onShowEdits: () => void;
  readonly onShowDiagnostics: () => void;
  readonly onShowKeys: () => void;
  readonly onShowNews: () => void;
  readonly installPrompt: InstallPrompt;
  readonly address: Address;
}

/** What is true of the whole app: where the data comes from, how old it is, what waits. */
export const Header = memo(function Header({
  isEditsOpen,
  onShowEdits,
  onShowDiagnostics,
  onShowKeys,
  onShowNews,
  installPrompt,
  address,
}: HeaderProps) {
  return (
    <header className={styles['bar']}>
      <a href="#content" className={`visually-hidden ${styles['skip']}`}>
        Skip to the orders
      </a>
      <div className={styles['brand']}>
        <img src="/favicon.svg" alt="" width="22" height="22" />
        <h1>Orders</h1>
      </div>
      <div className={styles['state']}>
        <ConnectionStatus />
        <HealthButton />
        <DataAge />
      </div>
      <div className={styles['actions']}>
        <SampleNote />
        <UpdateButton />
        <SignIn address={address} />
        <EditsButton isOpen={isEditsOpen} onOpen={onShowEdits} />
        <SyncButton />
        <PersonMenu
          installPrompt={installPrompt}
          onShowDiagnostics={onShowDiagnostics}
          onShowKeys={onShowKeys}
          onShowNews={onShowNews}
        />
      </div>
      <div className={styles['progress']}>
        <SyncProgress />
      </div>
    </header>
  );
});

/** The menu, and the question that signing out asks while edits wait. */
function PersonMenu({
  installPrompt,
  onShowDiagnostics,
  onShowKeys,
  onShowNews,
}: Pick<HeaderProps, 'installPrompt' | 'onShowDiagnostics' | 'onShowKeys' | 'onShowNews'>) {
  const { outbox, account } = useServices();
  const onInstall = useObservable(installPrompt);
  const [isAsking, setAsking] = useState(false);
  const SignOutDialog = useSignOutDialog(isAsking);
  const signOut = () => {
    if (outbox.pending.current().length > 0) setAsking(true);
    else void account.signOut();
  };
  return (
    <>
      <AppMenu
        onInstall={onInstall}
        onShowDiagnostics={onShowDiagnostics}
        onShowKeys={onShowKeys}
        onShowNews={onShowNews}
        onSignOut={signOut}
      />
      {isAsking && SignOutDialog !== null && <SignOutDialog onClose={() => setAsking(false)} />}
    </>
  );
}

export function SignIn({ address }: { address: Address }) {
  const { path, search } = useObservable(address);
  return <SignInLink returnTo={path + search} />;
}
